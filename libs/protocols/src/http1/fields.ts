import { ProxyError } from '@weir/core';
import { COLON, CR, FIELD_VALUE, HTAB, LF, SP, TOKEN } from './chars.ts';

/** Bits of `Fields.seen`: which of the fields that a relay cares for are there, so that the others cost nothing afterwards. */
export const Seen = {
  host: 1,
  connection: 2,
  contentLength: 4,
  transferEncoding: 8,
  upgrade: 16,
  proxyConnection: 32,
  proxyAuthorization: 64,
  http2Settings: 128,
  altSvc: 256,
  expect: 512,
  /** Authorization, or a challenge for it. */
  authentication: 1024,
} as const;

/** Its length tells most names apart: only these are compared. */
const noted = new Map<string, number>([
  ['host', Seen.host],
  ['expect', Seen.expect],
  ['upgrade', Seen.upgrade],
  ['alt-svc', Seen.altSvc],
  ['connection', Seen.connection],
  ['authorization', Seen.authentication],
  ['content-length', Seen.contentLength],
  ['http2-settings', Seen.http2Settings],
  ['proxy-connection', Seen.proxyConnection],
  ['www-authenticate', Seen.authentication],
  ['transfer-encoding', Seen.transferEncoding],
  ['proxy-authenticate', Seen.authentication],
  ['proxy-authorization', Seen.proxyAuthorization],
]);
const notedLengths = Uint8Array.from({ length: 32 }, (_, length) => ([...noted.keys()].some((name) => name.length === length) ? 1 : 0));

/** Content-Length (RFC 9112, 6.2): no sign, no list, no leading zero; 15 digits stay exact in a number. */
const LENGTH = /^(?:0|[1-9][0-9]{0,14})$/;

/** A transfer coding that can be framed: `chunked` alone or last, or one that ends with the connection. */
const CODING = /^(?:(?:(?:gzip|deflate|compress)[\t ]*,[\t ]*)?chunked|gzip|deflate|compress|identity)$/i;

/** A field section and what it says about framing and the connection. Filled by `parseFields`. */
export class Fields {
  /** Names and values in turn, in the order and case of the wire. */
  readonly headers: string[] = [];
  /** Where in the head's text each field's line begins; the last number is where the empty line begins. */
  readonly lines: number[] = [];
  seen = 0;
  /** -1: none. */
  contentLength = -1;
  /** Transfer-Encoding is there, and chunked is its last coding. */
  chunked = false;
  /** Connection options. */
  close = false;
  keepAlive = false;
  /** Where in `headers` the Host field is; -1: none. */
  host = -1;
}

export function violation(message: string): ProxyError {
  return new ProxyError('protocol-violation', message, { status: 400 });
}

/**
 * Reads field lines from `at` up to and with the empty line that must be the text's end (RFC 9112, 5). Strict: no obs-fold, no space
 * before the colon, no bare CR or LF, no NUL: each is a way to make two parsers see two different messages.
 */
export function parseFields(text: string, at: number, fields: Fields): void {
  const last = text.length - 2;
  const { headers, lines } = fields;
  while (at < last) {
    let i = at;
    while (TOKEN[text.charCodeAt(i)] === 1) i++;
    if (i === at || text.charCodeAt(i) !== COLON) throw violation('malformed field name');
    const nameEnd = i++;
    while (isBlank(text.charCodeAt(i))) i++;
    const valueStart = i;
    while (FIELD_VALUE[text.charCodeAt(i)] === 1) i++;
    if (text.charCodeAt(i) !== CR || text.charCodeAt(i + 1) !== LF) throw violation('malformed field value');
    const next = i + 2;
    while (i > valueStart && isBlank(text.charCodeAt(i - 1))) i--;
    const name = text.slice(at, nameEnd);
    const value = text.slice(valueStart, i);
    if (notedLengths[name.length] === 1) note(fields, name, value, text.charCodeAt(next - 3));
    lines.push(at);
    headers.push(name, value);
    at = next;
  }
  if (at !== last || text.charCodeAt(at) !== CR || text.charCodeAt(at + 1) !== LF) throw violation('malformed end of head');
  lines.push(at);
}

/** Both at once, or either on a version that cannot have it, is request smuggling (RFC 9112, 6.1 and 6.3). */
export function checkFraming(fields: Fields, minor: number): void {
  if ((fields.seen & Seen.transferEncoding) === 0) return;
  if ((fields.seen & Seen.contentLength) !== 0) throw violation('Transfer-Encoding and Content-Length together');
  if (minor === 0) throw violation('Transfer-Encoding in HTTP/1.0');
}

/** Calls `each` with every member of a comma-separated list, lower-cased, empty members left out (RFC 9110, 5.6.1). */
export function eachToken(value: string, each: (token: string) => void): void {
  for (const part of value.split(',')) {
    const token = part.trim().toLowerCase();
    if (token !== '') each(token);
  }
}

/** `last` is the line's last octet. */
function note(fields: Fields, name: string, value: string, last: number): void {
  const bit = noted.get(name.toLowerCase());
  if (bit === undefined) return;
  const again = (fields.seen & bit) !== 0;
  fields.seen |= bit;
  switch (bit) {
    case Seen.host:
      if (again) throw violation('more than one Host field');
      fields.host = fields.headers.length;
      break;
    case Seen.contentLength:
      if (again) throw violation('more than one Content-Length field');
      if (!LENGTH.test(value)) throw violation('invalid Content-Length');
      fields.contentLength = Number(value);
      break;
    case Seen.transferEncoding:
      if (again) throw violation('more than one Transfer-Encoding field');
      // A blank to RFC 9110, 5.6.3, and a part of the value to some parsers.
      if (last === HTAB || !CODING.test(value)) throw violation('unsupported Transfer-Encoding');
      fields.chunked = value.length >= 7 && value.slice(-7).toLowerCase() === 'chunked';
      break;
    case Seen.connection:
      noteConnection(fields, value);
      break;
  }
}

function noteConnection(fields: Fields, value: string): void {
  if (value === 'keep-alive') {
    fields.keepAlive = true;
    return;
  }
  eachToken(value, (token) => {
    if (token === 'close') fields.close = true;
    else if (token === 'keep-alive') fields.keepAlive = true;
  });
}

function isBlank(code: number): boolean {
  return code === SP || code === HTAB;
}
