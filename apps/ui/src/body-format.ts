import { prettyForm } from './form-text.ts';
import { prettyJson } from './json-text.ts';

/** How a body can be looked at. `pretty`: JSON indented, a form by its fields. `raw`: text as it was sent. */
export type BodyMode = 'pretty' | 'raw' | 'hex' | 'image';

/** What can be shown of one body. */
export interface BodyViews {
  /** The best first; at least one. */
  readonly modes: readonly BodyMode[];
  /** Of an image: what its bytes say that it is. */
  readonly imageType?: string;
  readonly json: boolean;
  view(mode: Exclude<BodyMode, 'image'>): TextView;
}

export interface TextView {
  readonly text: string;
  /** Bytes that are shown; fewer than there are where the body is long. */
  readonly shown: number;
}

/** More than this makes a browser slow and nobody reads it: the download has it all. */
const MAX_TEXT = 256 * 1024;
const MAX_HEX = 16 * 1024;

export function bodyViews(bytes: Uint8Array, contentType: string | undefined): BodyViews {
  const imageType = imageTypeOf(bytes);
  const hex = (): TextView => ({ text: hexDump(bytes.subarray(0, MAX_HEX)), shown: Math.min(bytes.length, MAX_HEX) });
  if (imageType !== undefined) return { modes: ['image', 'hex'], imageType, json: false, view: hex };
  const shown = Math.min(bytes.length, MAX_TEXT);
  const text = decodeText(bytes.subarray(0, shown), charsetOf(contentType), shown < bytes.length);
  if (text === undefined) return { modes: ['hex'], json: false, view: hex };
  const whole = shown === bytes.length;
  const json = whole && looksLikeJson(text, contentType) ? prettyJson(text) : undefined;
  const pretty = json ?? (whole && /^application\/x-www-form-urlencoded\b/i.test(contentType ?? '') ? prettyForm(text) : undefined);
  return {
    modes: pretty === undefined ? ['raw', 'hex'] : ['pretty', 'raw', 'hex'],
    json: json !== undefined,
    view: (mode) => (mode === 'hex' ? hex() : { text: mode === 'pretty' ? pretty ?? text : text, shown }),
  };
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

/** By their first bytes, whatever Content-Type says. Only what browsers draw, and only what holds no script: no SVG. */
function imageTypeOf(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
  if (/^ftypavi[fs]/.test(head.slice(4))) return 'image/avif';
  if (head.startsWith('\0\0\x01\0')) return 'image/x-icon';
  return undefined;
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
