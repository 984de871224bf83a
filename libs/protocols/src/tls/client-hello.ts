import { invalidHello, Reader } from './reader.ts';

/** What a client says first, as far as a proxy needs it. */
export interface ClientHello {
  /** Server name, in lower case; absent where none was sent. */
  readonly sni?: string;
  /** Protocol names offered, best first, latin1; empty where none were. */
  readonly alpn: readonly string[];
  /** Protocol versions offered, best first, as on the wire (0x0304 is TLS 1.3); GREASE values left out. */
  readonly versions: readonly number[];
}

/** Extension types (RFC 6066, RFC 7301, RFC 8446). */
const SERVER_NAME = 0;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;

/** Letters, digits, hyphen, dot (RFC 6066, 3), and what is seen in the wild: `_`, IPv6 literals. */
const hostCharacters = /^[a-z0-9._:-]+$/;

/** Reserved values that clients sprinkle in (RFC 8701): 0x0a0a, 0x1a1a, ... 0xfafa. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/** Parses the body of a ClientHello handshake message (RFC 8446, 4.1.2), without its four bytes of type and length. Throws a ProxyError. */
export function parseClientHello(body: Uint8Array): ClientHello {
  const reader = new Reader(body);
  const legacyVersion = reader.uint16();
  if (legacyVersion >> 8 !== 3) throw invalidHello('not a version of TLS');
  reader.take(32);
  if (reader.vector8(0).length > 32) throw invalidHello('the session id is too long');
  if (reader.vector16(2).length % 2 !== 0) throw invalidHello('half a cipher suite');
  reader.vector8(1);
  // Extensions may be absent altogether before TLS 1.3 (RFC 5246, 7.4.1.2).
  const extensions = reader.left === 0 ? new Map<number, Uint8Array>() : readExtensions(reader);
  const sni = extensions.get(SERVER_NAME);
  const alpn = extensions.get(ALPN);
  const versions = extensions.get(SUPPORTED_VERSIONS);
  const hello = {
    alpn: alpn === undefined ? [] : readAlpn(alpn),
    versions: versions === undefined ? [legacyVersion] : readVersions(versions),
  };
  return sni === undefined ? hello : { sni: readServerName(sni), ...hello };
}

function readExtensions(reader: Reader): Map<number, Uint8Array> {
  const list = new Reader(reader.vector16(0));
  reader.end('the ClientHello');
  const found = new Map<number, Uint8Array>();
  while (list.left > 0) {
    const type = list.uint16();
    const data = list.vector16(0);
    // RFC 8446, 4.2: there must not be more than one extension of the same type.
    if (found.has(type)) throw invalidHello(`extension ${type} stands twice`);
    found.set(type, data);
  }
  return found;
}

/** RFC 6066, 3: a list of names, of which only one host_name may be; no other type was ever defined. */
function readServerName(data: Uint8Array): string {
  const outer = new Reader(data);
  const list = new Reader(outer.vector16(1));
  outer.end('server_name');
  if (list.uint8() !== 0) throw invalidHello('an unknown type of server name');
  const name = latin1(list.vector16(1)).toLowerCase();
  list.end('server_name');
  if (name.length > 255 || !hostCharacters.test(name)) throw invalidHello('the server name is not a host name');
  return name;
}

/** RFC 7301, 3.1. */
function readAlpn(data: Uint8Array): readonly string[] {
  const outer = new Reader(data);
  const list = new Reader(outer.vector16(2));
  outer.end('ALPN');
  const names: string[] = [];
  while (list.left > 0) names.push(latin1(list.vector8(1)));
  return names;
}

/** RFC 8446, 4.2.1. */
function readVersions(data: Uint8Array): readonly number[] {
  const outer = new Reader(data);
  const list = new Reader(outer.vector8(2));
  outer.end('supported_versions');
  const versions: number[] = [];
  while (list.left > 0) {
    const version = list.uint16();
    if (!isGrease(version)) versions.push(version);
  }
  return versions;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
