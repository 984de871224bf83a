import type { Credentials } from '@weir/core';

/** The value of Proxy-Authorization (RFC 7617, 2): user and password in UTF-8. */
export function basicCredentials({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}
