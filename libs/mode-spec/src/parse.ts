import { asciiHost } from './host.ts';
import { type Listen, type ModeName, type ModeSpec, ModeSpecError, type Target, type UpstreamScheme } from './mode-spec.ts';
import { parseTarget } from './target.ts';

/** An interface's name as Linux takes it (IFNAMSIZ 16 with its NUL; dev_valid_name): printable, no space, slash or colon. */
const interfaceName = /^(?!\.{1,2}$)[!-.0-9;-~]{1,15}$/;

/** Reads `mode[:data][@[host:]port]`. The mode's name may be in any case. Throws a ModeSpecError, nothing else. */
export function parseModeSpec(spec: string): ModeSpec {
  const at = spec.lastIndexOf('@');
  // A leading `@` leaves no mode before it: the whole is read as the head, and found to be no mode.
  const head = at > 0 ? spec.slice(0, at) : spec;
  const listen = at > 0 ? parseListen(spec.slice(at + 1)) : {};
  const colon = head.indexOf(':');
  const mode = (colon < 0 ? head : head.slice(0, colon)).toLowerCase();
  const data = colon < 0 ? '' : head.slice(colon + 1);
  if (!isMode(mode)) throw new ModeSpecError('unknown mode');
  return readers[mode]({ spec, listen }, data);
}

function parseListen(text: string): Listen {
  if (text === '') return {};
  const colon = text.lastIndexOf(':');
  const digits = text.slice(colon + 1);
  if (!/^[0-9]{1,5}$/.test(digits) || Number(digits) > 65535) throw new ModeSpecError(`invalid port: ${digits}`);
  const port = Number(digits);
  if (colon < 0) return { port };
  const name = text.slice(0, colon).replace(/^\[(.*)\]$/s, '$1');
  const host = name === '' ? '' : asciiHost(name);
  if (host === undefined) throw new ModeSpecError(`Invalid hostname: ${name}`);
  return { host, port };
}

interface Common {
  readonly spec: string;
  readonly listen: Listen;
}

type Reader = (common: Common, data: string) => ModeSpec;

/** Null prototype: `constructor` is no mode. */
const readers: Readonly<Record<ModeName, Reader>> = Object.assign(Object.create(null), {
  regular: plain('regular'),
  transparent: plain('transparent'),
  socks5: plain('socks5'),
  dns: plain('dns'),
  reverse: (common, data) => ({ ...common, mode: 'reverse', data, target: parseTarget(data, 'https') }),
  upstream: (common, data) => ({ ...common, mode: 'upstream', data, target: upstreamTarget(data) }),
  wireguard: (common, data) => ({ ...common, mode: 'wireguard', ...optional(data) }),
  tun: (common, data) => {
    if (data !== '' && !interfaceName.test(data)) throw new ModeSpecError(`invalid interface name: ${data}`);
    return { ...common, mode: 'tun', ...optional(data) };
  },
  local: (common, data) => ({ ...common, mode: 'local', ...optional(data) }),
} satisfies Record<ModeName, Reader>);

function isMode(name: string): name is ModeName {
  return name in readers;
}

function plain(mode: 'regular' | 'transparent' | 'socks5' | 'dns'): Reader {
  return (common, data) => {
    if (data !== '') throw new ModeSpecError('mode takes no arguments');
    return { ...common, mode };
  };
}

function upstreamTarget(data: string): Target<UpstreamScheme> {
  const { scheme, host, port } = parseTarget(data, 'http');
  if (scheme !== 'http' && scheme !== 'https') throw new ModeSpecError('invalid upstream proxy scheme');
  return { scheme, host, port };
}

function optional(data: string): { data?: string } {
  return data === '' ? {} : { data };
}
