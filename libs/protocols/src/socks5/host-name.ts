import { ipBytes } from '@weir/core';
import { ipText } from './ip-text.ts';

/**
 * The host that a domain of a SOCKS request names: a host name as it was written, or an IP literal in its usual form; undefined where it is
 * neither. RFC 1123, 2.1: labels of letters, digits and inner hyphens, 253 characters; underscores pass, since names of services have them.
 */
export function hostOf(domain: string): string | undefined {
  const ip = ipBytes(domain);
  if (ip !== undefined) return ipText(ip);
  // The root's dot is allowed (RFC 1034, 3.1).
  const name = domain.endsWith('.') ? domain.slice(0, -1) : domain;
  if (name.length > 253) return undefined;
  const labels = name.split('.');
  if (!labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label))) return undefined;
  // What ends in a number is an IPv4 address to some resolvers, in forms that others read otherwise (`127.1`, `0x7f000001`).
  return /^(\d+|0x[0-9a-f]*)$/i.test(labels.at(-1) ?? '') ? undefined : domain;
}
