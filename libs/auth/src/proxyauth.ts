/** What is wrong with `proxyauth` or its file; the message is meant for the user, and holds no password and no hash. */
export class ProxyauthError extends Error {
  override readonly name = 'ProxyauthError';
}

/** Who is let in: whoever says a name, one user, or those of an htpasswd file. */
export type Proxyauth =
  | { readonly kind: 'any' }
  | { readonly kind: 'user'; readonly user: string; readonly password: string }
  | { readonly kind: 'file'; readonly path: string };

/** Reads the option's words: `any`, `user:password` (which may hold further colons) or `@FILE`. Throws ProxyauthError, never with a password. */
export function parseProxyauth(text: string): Proxyauth {
  if (text === 'any') return { kind: 'any' };
  if (text.startsWith('@')) {
    if (text.length === 1) throw new ProxyauthError('expected the name of an htpasswd file after @');
    return { kind: 'file', path: text.slice(1) };
  }
  if (/^ldaps?:/i.test(text)) throw new ProxyauthError('LDAP is not served here: expected any, user:password or @FILE (htpasswd)');
  const colon = text.indexOf(':');
  // RFC 7617, 2: the first colon ends the user.
  if (colon < 1) throw new ProxyauthError('expected any, user:password or @FILE (htpasswd)');
  const [user, password] = [text.slice(0, colon), text.slice(colon + 1)];
  if (password === '') throw new ProxyauthError('the password is empty: expected user:password');
  if (/[\x00-\x1f\x7f]/.test(text)) throw new ProxyauthError('there is a control character in user or password, which no client could send');
  return { kind: 'user', user, password };
}
