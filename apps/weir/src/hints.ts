import { parseModeSpec } from '@weir/mode-spec';
import type { Listening } from '@weir/runtime';
import { homeDirectory } from '@weir/service';
import { clientOptions } from './options.ts';

/** A command that sends a first request through what listens there, over TLS where the authority's certificate is in a file here; undefined where only its users know what it speaks. */
export function firstRequest({ mode, address, port }: Listening, certificateFile: string | undefined): string | undefined {
  const at = `${dialledHost(address)}:${port}`;
  const trusting = certificateFile === undefined ? 'http://example.com/' : `--cacert ${shellWord(certificateFile)} https://example.com/`;
  const spec = parseModeSpec(mode);
  switch (spec.mode) {
    case 'regular':
    case 'upstream': return `curl -x http://${at} ${trusting}`;
    case 'socks5': return `curl --socks5-hostname ${at} ${trusting}`;
    case 'reverse': return spec.target.scheme === 'http' || spec.target.scheme === 'https' ? `curl http://${at}/` : undefined;
    default: return undefined;
  }
}

/** What `weir flows` is told so that it asks this Weir, in whatever shell. */
export interface Asked {
  /** The API's URL. */
  readonly api: string;
  /** The folder of --home, whole. */
  readonly home: string;
  /** The token was given: it is not the home's. */
  readonly givenToken: boolean;
}

/** `weir flows`, with what differs from its defaults. The token is said where the link is, and nowhere else. */
export function flowsCommand({ api, home, givenToken }: Asked): string {
  const words = ['weir flows'];
  if (api !== clientOptions.api.fallback) words.push(`--api ${shellWord(api)}`);
  if (givenToken) words.push('--api-token TOKEN');
  else if (home !== homeDirectory(String(clientOptions.home.fallback))) words.push(`--home ${shellWord(home)}`);
  return words.join(' ');
}

export function shownHost(address: string): string {
  if (address === '::' || address === '0.0.0.0') return '*';
  return address.includes(':') ? `[${address}]` : address;
}

/** An address that a program on this machine can connect to. */
function dialledHost(address: string): string {
  const shown = shownHost(address);
  return shown === '*' ? '127.0.0.1' : shown;
}

/** A word as a shell reads it. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
