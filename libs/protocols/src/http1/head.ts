import { SP, TARGET, TOKEN, FIELD_VALUE, allIn } from './chars.ts';
import { Fields, Seen, checkFraming, parseFields, violation } from './fields.ts';

/** How a message's content is delimited (RFC 9112, 6.3). */
export const Body = { none: 0, length: 1, chunked: 2, untilEnd: 3 } as const;
export type Body = (typeof Body)[keyof typeof Body];

/** RFC 9112, 3.2. */
export type TargetForm = 'origin' | 'absolute' | 'authority' | 'asterisk';

/** A request head as it stood on the wire, each character of `text` one octet. */
export class RequestHead extends Fields {
  /** The whole head with its empty line. */
  text = '';
  method = '';
  target = '';
  form: TargetForm = 'origin';
  /** The minor version: 0 or 1. */
  minor = 1;
}

/** A response head as it stood on the wire, each character of `text` one octet. */
export class ResponseHead extends Fields {
  text = '';
  status = 0;
  reason = '';
  minor = 1;
}

/** ` HTTP/1.x` at the end of a request line. */
const VERSION_LENGTH = 9;

/**
 * Parses a request head from its first octet to its empty line.
 * Throws a ProxyError (protocol-violation, status 400) for all that two parsers could understand differently.
 */
export function parseRequestHead(text: string): RequestHead {
  const head = new RequestHead();
  const lineEnd = endOfStartLine(text);
  const methodEnd = text.indexOf(' ');
  const targetEnd = lineEnd - VERSION_LENGTH;
  if (methodEnd <= 0 || methodEnd >= lineEnd || !allIn(TOKEN, text, 0, methodEnd)) throw violation('malformed method');
  if (text.charCodeAt(targetEnd) !== SP) throw violation('malformed HTTP version');
  head.minor = minorVersion(text, targetEnd + 1);
  if (targetEnd <= methodEnd + 1 || !allIn(TARGET, text, methodEnd + 1, targetEnd)) throw violation('malformed request target');
  head.text = text;
  head.method = text.slice(0, methodEnd);
  head.target = text.slice(methodEnd + 1, targetEnd);
  head.form = formOf(head.method, head.target);
  parseFields(text, lineEnd + 2, head);
  checkFraming(head, head.minor);
  // A request whose last coding is not chunked has no end (RFC 9112, 6.3).
  if ((head.seen & Seen.transferEncoding) !== 0 && !head.chunked) throw violation('request Transfer-Encoding does not end in chunked');
  // What follows a CONNECT is the tunnel's: content would be taken for both (RFC 9110, 9.3.6).
  if (head.form === 'authority' && requestBody(head) !== Body.none) throw violation('a CONNECT request with content');
  // RFC 9112, 3.2: a missing Host is an error; where the target names the authority nothing depends on it.
  if (head.host < 0 && head.minor === 1 && (head.form === 'origin' || head.form === 'asterisk')) throw violation('no Host field');
  return head;
}

/** Parses a response head; the errors are as for a request. */
export function parseResponseHead(text: string): ResponseHead {
  const head = new ResponseHead();
  const lineEnd = endOfStartLine(text);
  head.minor = minorVersion(text, 0);
  head.status = Number(text.slice(9, 12));
  // The space after the status is often left out with the reason.
  const malformed = text.charCodeAt(8) !== SP || !/^[1-9][0-9]{2}$/.test(text.slice(9, 12)) || (lineEnd > 12 && text.charCodeAt(12) !== SP);
  if (lineEnd < 12 || malformed) throw violation('malformed status line');
  if (!allIn(FIELD_VALUE, text, 12, lineEnd)) throw violation('malformed reason phrase');
  head.reason = lineEnd > 12 ? text.slice(13, lineEnd) : '';
  head.text = text;
  parseFields(text, lineEnd + 2, head);
  checkFraming(head, head.minor);
  // RFC 9112, 6.1: never in an answer that has no content.
  if ((head.seen & Seen.transferEncoding) !== 0 && (head.status < 200 || head.status === 204)) {
    throw violation(`Transfer-Encoding in a ${head.status} response`);
  }
  return head;
}

/** RFC 9112, 6.3: a request without framing has no content. */
export function requestBody(head: RequestHead): Body {
  if (head.chunked) return Body.chunked;
  return head.contentLength > 0 ? Body.length : Body.none;
}

/** RFC 9112, 6.3, for an answer to `method`. */
export function responseBody(head: ResponseHead, method: string): Body {
  if (method === 'HEAD' || head.status < 200 || head.status === 204 || head.status === 304) return Body.none;
  if (head.chunked) return Body.chunked;
  if (head.contentLength >= 0) return head.contentLength > 0 ? Body.length : Body.none;
  return Body.untilEnd;
}

function endOfStartLine(text: string): number {
  const lineEnd = text.indexOf('\r\n');
  const bareLf = text.indexOf('\n');
  if (lineEnd < 0 || bareLf !== lineEnd + 1) throw violation('bare LF in head');
  return lineEnd;
}

function minorVersion(text: string, at: number): number {
  const minor = text.charCodeAt(at + 7) - 0x30;
  if (!text.startsWith('HTTP/1.', at) || (minor !== 0 && minor !== 1)) throw violation('unsupported HTTP version');
  return minor;
}

function formOf(method: string, target: string): TargetForm {
  if (method === 'CONNECT') return 'authority';
  if (target.charCodeAt(0) === 0x2f) return 'origin';
  if (target === '*') {
    // RFC 9112, 3.2.4.
    if (method !== 'OPTIONS') throw violation('malformed request target');
    return 'asterisk';
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) throw violation('malformed request target');
  return 'absolute';
}
