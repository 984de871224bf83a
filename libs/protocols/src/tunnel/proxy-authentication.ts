import type { Credentials, Via } from '@weir/core';

/** The value of Proxy-Authorization (RFC 7617, 2): user and password in UTF-8. */
export function basicCredentials({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** What to do about a proxy that wants to know who asks (RFC 9110, 15.5.8; some say 401 for it); empty for other statuses. */
export function authenticationAdvice(status: number, via: Via): string {
  if (status !== 407 && status !== 401) return '';
  return via.credentials === undefined
    ? ' It wants credentials: give them with upstream_auth, or in the URL of via.'
    : ' It does not take the credentials that it was given (upstream_auth, or the URL of via).';
}
