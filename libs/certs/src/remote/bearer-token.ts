/** A token as callers send it (RFC 6750, 2.1), without the white space that files have around it. Throws an Error that does not show it. */
export function bearerToken(text: string): string {
  const token = text.trim();
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Error(token === '' ? 'it is empty' : 'it holds characters that no token has');
  return token;
}
