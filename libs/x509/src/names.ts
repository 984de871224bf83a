import { domainToASCII } from 'node:url';
import { ipBytes } from '@weir/core';

/** A name that a certificate can hold. `text` is its normal form: lower case, IDN as A-labels, IPv6 in full. */
export interface SubjectName {
  readonly kind: 'dns' | 'ip';
  readonly text: string;
  /** What stands in the certificate: 4 or 16 octets of an address, else the name's ASCII. */
  readonly bytes: Buffer;
}

/** More names than any client looks through. */
export const maxNames = 500;
/** Octets of optional names: a certificate that still fits a handshake (clients read 100 KiB of a chain), however long its names are. */
const maxOctets = 32 * 1024;

/** RFC 1035, 3.1: 255 octets with the length of each label and the root's. */
const longestName = 253;
const endsInLetter = /[a-z]$/;
const plain = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
// ASCII that no host name holds: checked before IDN mapping, which would decode percent signs.
const foreign = /[\x00-\x29+,/:-@[-^`{-\x7f]/;

/**
 * Reads a DNS name (`*.` in front as it may be) or an IP literal, which may come from a hostile certificate or client:
 * whatever is neither gives undefined.
 */
export function subjectName(name: string): SubjectName | undefined {
  if (name.length === 0 || name.length > 1024) return undefined;
  // Nearly all of them; no address ends in a letter and is plain.
  if (name.length <= longestName && endsInLetter.test(name) && plain.test(name)) return plainName(name);
  const unbracketed = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  const zone = unbracketed.indexOf('%');
  const literal = zone < 0 ? unbracketed : unbracketed.slice(0, zone);
  const address = ipBytes(literal);
  return address === undefined ? dnsName(name) : addressName(Buffer.from(address));
}

/**
 * Each name once, the optional ones first, at most `limit` and 32 KiB of optional ones: where there are too many it is optional ones
 * that are left out.
 */
export function subjectNames(optional: Iterable<string>, required: Iterable<string>, limit = maxNames): SubjectName[] {
  const needed = distinct(required, limit);
  const found = new Map<string, SubjectName>();
  let room = limit - needed.size;
  let octets = maxOctets;
  for (const text of optional) {
    if (room <= 0 || octets <= 0) break;
    const name = subjectName(text);
    if (name === undefined || found.has(name.text)) continue;
    found.set(name.text, name);
    octets -= name.bytes.length;
    if (!needed.has(name.text)) room--;
  }
  for (const name of needed.values()) found.set(name.text, name);
  return [...found.values()];
}

function distinct(names: Iterable<string>, limit: number): Map<string, SubjectName> {
  const found = new Map<string, SubjectName>();
  for (const text of names) {
    if (found.size >= limit) break;
    const name = subjectName(text);
    if (name !== undefined) found.set(name.text, name);
  }
  return found;
}

function dnsName(name: string): SubjectName | undefined {
  const rootless = name.endsWith('.') ? name.slice(0, -1) : name;
  if (foreign.test(rootless)) return undefined;
  const ascii = /^[\x00-\x7f]*$/.test(rootless) ? rootless.toLowerCase() : domainToASCII(rootless);
  // IDN mapping turns foreign digits into an address's.
  if (ascii.length === 0 || ascii.length > longestName || ipBytes(ascii) !== undefined || !plain.test(ascii)) return undefined;
  return plainName(ascii);
}

function plainName(ascii: string): SubjectName {
  return { kind: 'dns', text: ascii, bytes: Buffer.from(ascii, 'latin1') };
}

function addressName(bytes: Buffer): SubjectName {
  // An IPv4 address as a dual-stack socket shows it: clients look for the four octets.
  const mapped = bytes.length === 16 && bytes.readUInt16BE(10) === 0xffff && bytes.subarray(0, 10).every((octet) => octet === 0);
  const short = mapped ? bytes.subarray(12) : bytes;
  return { kind: 'ip', text: addressText(short), bytes: short };
}

/** Four octets dotted; sixteen as eight groups without abbreviation. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups: string[] = [];
  for (let i = 0; i < bytes.length; i += 2) groups.push((((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)).toString(16));
  return groups.join(':');
}
