import { ipBytes, ProxyError, type Address, type Credentials } from '@weir/core';
import { octetsText } from '@weir/flow';
import { hostOf } from './host-name.ts';
import { ipText } from './ip-text.ts';
import {
  ADDRESS_TYPE_NOT_SUPPORTED, BIND, COMMAND_NOT_SUPPORTED, CONNECT, DOMAIN, GENERAL_FAILURE, HOST_UNREACHABLE, IPV4, IPV6, NO_ACCEPTABLE_METHOD, SUBNEGOTIATION,
  UDP_ASSOCIATE, VERSION,
} from './numbers.ts';

export interface SocksRequest {
  readonly command: typeof CONNECT | typeof BIND | typeof UDP_ASSOCIATE;
  /** The port may be 0: a client that associates need not know its own yet. */
  readonly address: Address;
}

/** A whole message and how many bytes it took; `more` for each good beginning of one. The same, however the bytes arrive. */
export type Read<T> = { readonly value: T; readonly length: number } | 'more';

/**
 * The methods that a client offers (RFC 1928, 3): each byte one, and there may be none. Throws `protocol-violation` for another version, with a
 * guess at what it is: the first byte decides.
 */
export function readMethods(bytes: Uint8Array): Read<Uint8Array> {
  const [version, count] = bytes;
  if (version === undefined) return 'more';
  if (version !== VERSION) throw violation(`This is not SOCKS5: ${guess(version)}.`);
  if (count === undefined || bytes.length < 2 + count) return 'more';
  return { value: bytes.subarray(2, 2 + count), length: 2 + count };
}

/** RFC 1929, 2. Throws `protocol-violation`; the message never holds what was sent. */
export function readCredentials(bytes: Uint8Array): Read<Credentials> {
  const [version, userLength] = bytes;
  if (version === undefined) return 'more';
  if (version !== SUBNEGOTIATION) throw violation('The user name and password do not begin with version 1.');
  if (userLength === undefined) return 'more';
  if (userLength === 0) throw violation('The user name is empty.');
  const at = 2 + userLength;
  const passwordLength = bytes[at];
  if (passwordLength === undefined) return 'more';
  if (passwordLength === 0) throw violation('The password is empty.');
  const end = at + 1 + passwordLength;
  if (bytes.length < end) return 'more';
  return { value: { user: octetsText(bytes.subarray(2, at)), password: octetsText(bytes.subarray(at + 1, end)) }, length: end };
}

/** RFC 1928, 4. Throws a ProxyError whose `status` is the reply that fits. */
export function readRequest(bytes: Uint8Array): Read<SocksRequest> {
  const [version, command, reserved, type, first] = bytes;
  if (version === undefined) return 'more';
  if (version !== VERSION) throw violation(`The request has the version ${version}, not 5.`, GENERAL_FAILURE);
  if (command === undefined) return 'more';
  if (command !== CONNECT && command !== BIND && command !== UDP_ASSOCIATE) throw violation(`The request has the unknown command ${command}.`, COMMAND_NOT_SUPPORTED);
  if (reserved === undefined) return 'more';
  if (reserved !== 0) throw violation(`The reserved byte of the request is ${reserved}, not 0.`, GENERAL_FAILURE);
  if (type === undefined) return 'more';
  if (type !== IPV4 && type !== DOMAIN && type !== IPV6) throw violation(`The request has the unknown address type ${type}.`, ADDRESS_TYPE_NOT_SUPPORTED);
  if (first === undefined) return 'more';
  if (type === DOMAIN && first === 0) throw noAddress('The domain name is empty.', GENERAL_FAILURE);
  const from = type === DOMAIN ? 5 : 4;
  const end = from + (type === DOMAIN ? first : type === IPV4 ? 4 : 16);
  if (bytes.length < end + 2) return 'more';
  const name = bytes.subarray(from, end);
  const host = type === DOMAIN ? hostOf(Buffer.from(name).toString('latin1')) : ipText(name);
  if (host === undefined) throw noAddress('The domain is not the name of a host.', HOST_UNREACHABLE);
  return { value: { command, address: { host, port: ((bytes[end] ?? 0) << 8) | (bytes[end + 1] ?? 0) } }, length: end + 2 };
}

/** The method that was chosen; undefined: none of those that were offered. */
export function methodReply(method: number | undefined): Uint8Array {
  return Uint8Array.of(VERSION, method ?? NO_ACCEPTABLE_METHOD);
}

/** RFC 1929, 2: anything but 0 is a failure. */
export function credentialsReply(ok: boolean): Uint8Array {
  return Uint8Array.of(SUBNEGOTIATION, ok ? 0 : 1);
}

/** RFC 1928, 6; where the bound address is not known (or no literal) it is 0.0.0.0:0. */
export function reply(code: number, bound?: Address): Uint8Array {
  const ip = bound === undefined ? undefined : ipBytes(bound.host);
  const port = ip === undefined ? 0 : (bound?.port ?? 0);
  const address = ip ?? [0, 0, 0, 0];
  return Uint8Array.of(VERSION, code, 0, address.length === 4 ? IPV4 : IPV6, ...address, port >> 8, port & 0xff);
}

function guess(first: number): string {
  if (first === 4) return 'it looks like SOCKS4, which is too old to be served';
  if (first === 0x16) return 'it looks like TLS, which a client of this proxy begins after the SOCKS handshake';
  const letter = first | 0x20;
  if (letter >= 0x61 && letter <= 0x7a) return 'it looks like HTTP, for which there is the mode regular';
  return `it begins with the byte 0x${first.toString(16).padStart(2, '0')}`;
}

function violation(message: string, status?: number): ProxyError {
  return new ProxyError('protocol-violation', message, status === undefined ? {} : { status });
}

function noAddress(message: string, status: number): ProxyError {
  return new ProxyError('destination-unknown', message, { status });
}
