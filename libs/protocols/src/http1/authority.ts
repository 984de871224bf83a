import { ipBytes } from '@weir/core';
import { HOST, allIn } from './chars.ts';

/** A host and, where it was written, a port. IPv6 literals stand without brackets. */
export interface Authority {
  readonly host: string;
  readonly port?: number;
}

/** `host[:port]` (RFC 3986, 3.2.2); undefined where it is malformed. Userinfo is never accepted (RFC 9110, 4.2.4). */
export function parseAuthority(text: string): Authority | undefined {
  const bracketed = text.charCodeAt(0) === 0x5b;
  const hostEnd = bracketed ? text.indexOf(']') : endOfName(text);
  if (hostEnd <= 0) return undefined;
  const host = bracketed ? text.slice(1, hostEnd) : text.slice(0, hostEnd);
  if (host === '' || !allIn(HOST, host) || (bracketed && ipBytes(host)?.length !== 16)) return undefined;
  const rest = text.slice(bracketed ? hostEnd + 1 : hostEnd);
  if (rest === '' || rest === ':') return { host };
  if (!/^:[0-9]{1,5}$/.test(rest)) return undefined;
  const port = Number(rest.slice(1));
  return port > 0 && port <= 65535 ? { host, port } : undefined;
}

function endOfName(text: string): number {
  const colon = text.indexOf(':');
  return colon < 0 ? text.length : colon;
}
