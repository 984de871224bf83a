/** Octet classes as tables: one load and one compare for each character of a head. */
function table(accepts: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (accepts(code) ? 1 : 0));
}

const isAlphanumeric = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);

/** tchar (RFC 9110, 5.6.2). */
export const TOKEN = table((code) => isAlphanumeric(code) || "!#$%&'*+-.^_`|~".includes(String.fromCharCode(code)));

/** field-vchar, SP and HTAB (RFC 9110, 5.5): no CR, LF, NUL or other control. */
export const FIELD_VALUE = table((code) => code === 0x09 || (code >= 0x20 && code !== 0x7f));

/** What a request target may hold: no space, no control. Octets above 0x7f pass, as they do with the servers in use. */
export const TARGET = table((code) => code > 0x20 && code !== 0x7f);

/** reg-name without percent signs' meaning, and the inside of an IP literal (RFC 3986, 3.2.2). */
export const HOST = table((code) => isAlphanumeric(code) || "-._~%!$&'()*+,;=:".includes(String.fromCharCode(code)));

/** The value of a hexadecimal digit, 255 where it is none. */
export const HEX = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return digit < 0 ? 255 : digit;
});

export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;

/** Whether all of `text` from `from` to `to` is in the class; an empty range is. */
export function allIn(set: Uint8Array, text: string, from = 0, to = text.length): boolean {
  for (let i = from; i < to; i++) if (set[text.charCodeAt(i)] !== 1) return false;
  return true;
}
