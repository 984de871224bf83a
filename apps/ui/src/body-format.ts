/** How a body is shown. */
export interface BodyView {
  readonly kind: 'json' | 'text' | 'hex';
  readonly text: string;
  /** Bytes that are shown; fewer than there are where the body is long. */
  readonly shown: number;
}

/** More than this makes a browser slow and nobody reads it: the download has it all. */
const MAX_TEXT = 256 * 1024;
const MAX_HEX = 16 * 1024;

export function viewBody(bytes: Uint8Array, contentType: string | undefined): BodyView {
  const shown = Math.min(bytes.length, MAX_TEXT);
  const text = decodeText(bytes.subarray(0, shown), charsetOf(contentType), shown < bytes.length);
  if (text === undefined) return { kind: 'hex', text: hexDump(bytes.subarray(0, MAX_HEX)), shown: Math.min(bytes.length, MAX_HEX) };
  if (shown === bytes.length && looksLikeJson(text, contentType)) {
    const pretty = prettyJson(text);
    if (pretty !== undefined) return { kind: 'json', text: pretty, shown };
  }
  return { kind: 'text', text, shown };
}

/** 16 bytes a line: offset, hexadecimal, printable ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += 16) {
    const row = [...bytes.subarray(offset, offset + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0'));
    const columns = `${hex.slice(0, 8).join(' ')}  ${hex.slice(8).join(' ')}`.padEnd(48);
    const printable = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${offset.toString(16).padStart(8, '0')}  ${columns}  ${printable}`);
  }
  return lines.join('\n');
}

/** The bytes of base64, as messages have them. */
export function fromBase64(data: string): Uint8Array {
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
}

/** Undefined: it is not text. `cut` text may end in the middle of a character. */
function decodeText(bytes: Uint8Array, charset: string, cut: boolean): string | undefined {
  let text: string;
  try {
    text = new TextDecoder(charset, { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
  // A control character that no text has: binary that happens to be valid UTF-8.
  return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? undefined : text;
}

/** RFC 9110, section 8.3.2; UTF-8 where it says nothing, or what browsers do not know. */
function charsetOf(contentType: string | undefined): string {
  const charset = /;\s*charset="?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).encoding;
  } catch {
    return 'utf-8';
  }
}

function looksLikeJson(text: string, contentType: string | undefined): boolean {
  return /[/+]json\b/i.test(contentType ?? '') || /^\s*[[{]/.test(text);
}

/**
 * Only whitespace between tokens changes: numbers beyond a double's precision, repeated names and escapes stay as they were sent.
 * Undefined: no JSON.
 */
export function prettyJson(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  return (text.match(/"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+|\{\s*\}|\[\s*\]|[{}[\],:]/g) ?? []).map((token) => {
    if (token === '{' || token === '[') {
      depth++;
      return token + line();
    }
    if (token === '}' || token === ']') {
      depth--;
      return line() + token;
    }
    if (token === ',') return token + line();
    if (token === ':') return ': ';
    return /^[{[]/.test(token) ? token.replace(/\s+/g, '') : token;
  }).join('');
}
