import { createHash, timingSafeEqual } from 'node:crypto';

export const TOKEN_COOKIE = 'weir_token';

/** Knows the API's token without ever comparing it byte by byte. */
export class Auth {
  readonly #digest: Buffer;

  constructor(token: string) {
    if (token === '') throw new Error('the API needs a token');
    this.#digest = digest(token);
  }

  /** In constant time: digests have one length, so not even the token's length shows. */
  accepts(token: string): boolean {
    return timingSafeEqual(digest(token), this.#digest);
  }

  /** `Authorization: Bearer T` (RFC 6750, section 2.1), else the cookie. A wrong header is not made good by a right cookie. */
  admits(authorization: string | undefined, cookie: string | undefined): boolean {
    if (authorization !== undefined) {
      const token = /^bearer +([^\s]+) *$/i.exec(authorization)?.[1];
      return token !== undefined && this.accepts(token);
    }
    return cookie !== undefined && this.accepts(cookie);
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
