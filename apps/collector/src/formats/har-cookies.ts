export interface HarCookie {
  readonly name: string;
  readonly value: string;
  readonly path?: string;
  readonly domain?: string;
  /** ISO 8601. */
  readonly expires?: string;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
}

/** Of one Cookie header (RFC 6265, section 4.2.1). */
export function requestCookies(value: string): HarCookie[] {
  return value.split(';').map((part) => part.trim()).filter((part) => part !== '').map(pair);
}

/** Of one Set-Cookie header (RFC 6265, section 4.1.1). */
export function responseCookies(value: string): HarCookie {
  const [first = '', ...attributes] = value.split(';').map((part) => part.trim());
  const given = new Map(attributes.map(pair).map(({ name, value: text }) => [name.toLowerCase(), text]));
  const expires = Date.parse(given.get('expires') ?? '');
  return {
    ...pair(first),
    ...textIn(given, 'path'),
    ...textIn(given, 'domain'),
    ...(Number.isNaN(expires) ? {} : { expires: new Date(expires).toISOString() }),
    httpOnly: given.has('httponly'),
    secure: given.has('secure'),
  };
}

function textIn(given: ReadonlyMap<string, string>, name: 'path' | 'domain'): Partial<HarCookie> {
  const value = given.get(name);
  return value === undefined ? {} : { [name]: value };
}

function pair(text: string): HarCookie {
  const place = text.indexOf('=');
  return place < 0 ? { name: text, value: '' } : { name: text.slice(0, place).trim(), value: text.slice(place + 1).trim() };
}
