import type { Replace } from './json-redactor.ts';

/** What services redact unless they are told otherwise. */
export const defaultRedactedHeaders: readonly string[] = ['authorization', 'cookie', 'set-cookie', 'proxy-authorization', 'x-api-key'];

/** What is wrong with a name on the list. */
export class HeaderNameError extends Error {
  override readonly name = 'HeaderNameError';
}

/** RFC 9110, section 5.6.2. */
const token = /^[\w!#$%&'*+.^`|~-]{1,255}$/;
/** With these words, which are not the secret itself (the registry of HTTP authentication schemes, and what is common besides). */
const schemes: ReadonlySet<string> = new Set(['basic', 'bearer', 'digest', 'dpop', 'gnap', 'hoba', 'mutual', 'negotiate', 'ntlm', 'oauth', 'privatetoken', 'scram-sha-1', 'scram-sha-256', 'vapid', 'aws4-hmac-sha256', 'token', 'apikey']);
/** Attributes of a cookie that say nothing secret, in this form alone (RFC 6265, section 5.2). */
const attributes = /^[ \t]*(?:expires=[\w :,+-]*|max-age=-?\d*|domain=[\w.-]*|path=[^=,;?]*|samesite=(?:strict|lax|none)|secure|httponly|partitioned|priority=(?:low|medium|high))[ \t]*$/i;
/** Of more cookies in one field nothing is kept, not even their names. */
const maxCookies = 200;

type Form = 'whole' | 'credentials' | 'cookies' | 'set-cookie';

const forms: ReadonlyMap<string, Form> = new Map([['authorization', 'credentials'], ['proxy-authorization', 'credentials'], ['cookie', 'cookies'], ['set-cookie', 'set-cookie']]);

/** Replaces the values of fields by the name of the field; what is not secret in them stays: schemes, names of cookies, their attributes. */
export class HeaderRules {
  readonly #names: ReadonlyMap<string, Form>;
  /** By length: whether a name of that length is on the list, so that others need not be looked up. */
  readonly #lengths = new Uint8Array(256);
  readonly #replace: Replace;

  /** Throws HeaderNameError. */
  constructor(names: readonly string[], replace: Replace) {
    for (const name of names) {
      if (!token.test(name)) throw new HeaderNameError(`${JSON.stringify(name.slice(0, 300))} is no name of a header: write it as in x-api-key`);
      this.#lengths[name.length] = 1;
    }
    this.#names = new Map(names.map((name) => name.toLowerCase()).map((name) => [name, forms.get(name) ?? 'whole']));
    this.#replace = replace;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Octets in and out (latin1); undefined: there is no rule for a field of that name. */
  redact(name: string, value: string): string | undefined {
    if (this.#lengths[name.length] !== 1) return undefined;
    const lower = name.toLowerCase();
    switch (this.#names.get(lower)) {
      case undefined: return undefined;
      case 'credentials': return this.#credentials(value, lower);
      case 'cookies': return this.#cookies(value, lower);
      case 'set-cookie': return this.#setCookie(value, lower);
      case 'whole': return this.#whole(value, lower);
    }
  }

  #whole(value: string, rule: string): string {
    return value === '' ? '' : this.#replace(value, rule);
  }

  #credentials(value: string, rule: string): string {
    const space = value.indexOf(' ');
    if (space < 0 || !schemes.has(value.slice(0, space).toLowerCase())) return schemes.has(value.toLowerCase()) ? value : this.#whole(value, rule);
    const rest = value.slice(space).trim();
    return `${value.slice(0, space)} ${this.#whole(rest, rule)}`;
  }

  #cookies(value: string, rule: string): string {
    const pairs = value.split(';', maxCookies + 1);
    return pairs.length > maxCookies ? this.#replace(value, rule) : pairs.map((pair) => this.#pair(pair, rule)).join(';');
  }

  #setCookie(value: string, rule: string): string {
    const [first, ...rest] = value.split(';', maxCookies + 1) as [string, ...string[]];
    if (rest.length >= maxCookies) return this.#replace(value, rule);
    return [this.#pair(first, rule), ...rest.map((attribute) => (attributes.test(attribute) || attribute.trim() === '' ? attribute : this.#pair(attribute, rule)))].join(';');
  }

  /** ` name=value`; a pair without a name is a value (RFC 6265bis, section 5.6). */
  #pair(pair: string, rule: string): string {
    const text = pair.trim();
    if (text === '') return pair;
    const equals = text.indexOf('=');
    const lead = pair.slice(0, pair.length - pair.trimStart().length);
    return `${lead}${text.slice(0, equals + 1)}${this.#whole(text.slice(equals + 1).trim(), rule)}`;
  }
}
