/** What the first bytes of a client say: which handler is next, or that they do not say it yet. */
export type Finding = 'tls' | 'http' | 'tcp' | 'more';

export interface FirstBytesRules {
  /** What may be found, as the route says. */
  readonly stack: 'detect' | 'http' | 'tcp';
  /** TLS may begin here: not directly inside TLS. */
  readonly tls: boolean;
  /** What is neither TLS nor HTTP may pass as it is (rawtcp). */
  readonly rawTcp: boolean;
  /** Nothing more will come, or it has been waited for long enough: `more` is no answer. */
  readonly final?: boolean;
}

const HANDSHAKE = 0x16;
const SPACE = 0x20;
const LF = 0x0a;

/** A longer word without a space is no HTTP method: the longest that is registered has 17 letters (IANA's registry). */
export const maxMethodBytes = 32;

/** Pure, and the same however the bytes arrived: `more` is the answer for each prefix that both kinds could begin with. */
export function firstBytes(bytes: Uint8Array, rules: FirstBytesRules): Finding {
  if (bytes.length === 0 && rules.final !== true) return 'more';
  const tls = rules.tls ? looksLikeTls(bytes) : 'no';
  if (tls === 'yes') return 'tls';
  if (tls === 'more' && rules.final !== true) return 'more';
  if (rules.stack !== 'detect') return rules.stack;
  if (!rules.rawTcp) return 'http';
  const http = looksLikeHttp(bytes);
  if (http === 'more') return rules.final === true ? 'tcp' : 'more';
  return http === 'yes' ? 'http' : 'tcp';
}

export type Looks = 'yes' | 'no' | 'more';

/** A handshake record of SSL 3.0 to TLS 1.2 as its version field says (RFC 8446, 5.1: 03 01 or 03 03 today). */
export function looksLikeTls(bytes: Uint8Array): Looks {
  if (bytes.length > 0 && bytes[0] !== HANDSHAKE) return 'no';
  if (bytes.length > 1 && bytes[1] !== 3) return 'no';
  if (bytes.length < 3) return 'more';
  return (bytes[2] ?? 0) <= 3 ? 'yes' : 'no';
}

/** A request line begins with a method and a space (RFC 9112, 3): three letters at least, which are not those of SSH's greeting (RFC 4253, 4.2). */
export function looksLikeHttp(bytes: Uint8Array): Looks {
  const letters = Math.min(bytes.length, 3);
  for (let i = 0; i < letters; i++) if (!isLetter(bytes[i] ?? 0)) return 'no';
  if (bytes.length < 3) return 'more';
  if (bytes[0] === 0x53 && bytes[1] === 0x53 && bytes[2] === 0x48) return 'no';
  const end = Math.min(bytes.length, maxMethodBytes + 1);
  for (let i = 3; i < end; i++) {
    if (bytes[i] === SPACE) return 'yes';
    if (bytes[i] === LF) return 'no';
  }
  return bytes.length > maxMethodBytes ? 'no' : 'more';
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
