import type { Credentials, Via } from '@weir/core';

const defaultPorts: Readonly<Record<Via['scheme'], number>> = { http: 80, https: 443, socks5: 1080 };

/** What is wrong with an option about proxies; the message is meant for the user, and holds no password. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
}

/**
 * `http://`, `https://` or `socks5://` (also `socks5h://`: names are left to the proxy anyway), then `[user:password@]host[:port]`. What is special
 * to a URL in user and password is percent-encoded. Throws an EgressError.
 */
export function proxyUrl(text: string): Via {
  const [, given = '', rest = ''] = /^([a-z0-9+.-]+):\/\/(.*)$/is.exec(text) ?? [];
  const scheme = schemeOf(given.toLowerCase());
  if (scheme === undefined) throw new EgressError(`${masked(text)} is no proxy: expected http://, https:// or socks5://, then [user:password@]host[:port]`);
  // As http, for the parser: it reads hosts of no other scheme as names.
  const url = URL.canParse(`http://${rest}`) ? new URL(`http://${rest}`) : undefined;
  if (url === undefined || url.pathname !== '/' || url.search !== '' || url.hash !== '' || /[\s\\]/.test(rest)) throw new EgressError(`${masked(text)} is no proxy: expected ${given}://[user:password@]host[:port]`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // The parser drops the port that is usual for http.
  const [, port] = /:([0-9]+)\/?$/.exec(rest.slice(rest.lastIndexOf('@') + 1).replace(/^\[[^\]]*\]/, '')) ?? [];
  if (port !== undefined && Number(port) === 0) throw new EgressError(`${masked(text)} is no proxy: port 0`);
  const address = { host, port: port === undefined ? defaultPorts[scheme] : Number(port) };
  if (!rest.includes('@')) return { scheme, address };
  return { scheme, address, credentials: checked({ user: decoded(url.username, text), password: decoded(url.password, text) }, masked(text)) };
}

/** `user:password` of upstream_auth. Throws an EgressError that begins with the option's name. */
export function proxyCredentials(text: string): Credentials {
  const colon = text.indexOf(':');
  if (colon < 1) throw new EgressError('upstream_auth: expected user:password');
  return checked({ user: text.slice(0, colon), password: text.slice(colon + 1) }, 'upstream_auth');
}

/** RFC 7617, 2: no colon in a user, no control characters; RFC 1929, 2: both are short, and a user there is. */
function checked(credentials: Credentials, where: string): Credentials {
  const { user, password } = credentials;
  const wrong = user === '' ? 'the user is missing'
    : user.includes(':') ? 'a user has no colon'
      : /[\x00-\x1f\x7f]/.test(user + password) ? 'there is a control character in user or password'
        : Buffer.byteLength(user) > 255 || Buffer.byteLength(password) > 255 ? 'user and password have 255 octets at most' : undefined;
  if (wrong !== undefined) throw new EgressError(`${where}: ${wrong}`);
  return credentials;
}

function decoded(text: string, whole: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new EgressError(`${masked(whole)}: malformed percent-encoding in user or password`);
  }
}

function schemeOf(text: string): Via['scheme'] | undefined {
  if (text === 'socks5h') return 'socks5';
  return text === 'http' || text === 'https' || text === 'socks5' ? text : undefined;
}

/** Without what may be a password. */
function masked(text: string): string {
  if (text.includes('@')) return text.replace(/^([a-z0-9+.-]*:\/\/)?.*@/is, '$1...@');
  // What stands where the port should may be the beginning of one.
  return text.replace(/^([a-z0-9+.-]*:\/\/[^:/[]*:)(?![0-9]*\/?$).*$/is, '$1...');
}
