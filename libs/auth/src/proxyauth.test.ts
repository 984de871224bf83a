import { thrown } from '../test/folder.ts';
import { parseProxyauth } from './proxyauth.ts';

test.each([
  ['any', { kind: 'any' }],
  ['ann:secret', { kind: 'user', user: 'ann', password: 'secret' }],
  ['ann:se:cr:et', { kind: 'user', user: 'ann', password: 'se:cr:et' }],
  ['any:secret', { kind: 'user', user: 'any', password: 'secret' }],
  ['@/etc/weir/users', { kind: 'file', path: '/etc/weir/users' }],
])('%s', (text, expected) => {
  expect(parseProxyauth(text)).toEqual(expected);
});

test.each([
  ['', 'expected any, user:password'], ['ann', 'expected any, user:password'], [':secret', 'expected any, user:password'], ['ann:', 'the password is empty'],
  ['@', 'expected the name of an htpasswd file'], ['ldap:host:cn=secret:secret:dc=x', 'LDAP is not served here'], ['LDAPS:host', 'LDAP is not served here'],
  ['ann:sec\nret', 'control character'],
])('%j is refused, and the message holds no password', (text, message) => {
  expect(thrown(() => parseProxyauth(text))).toContain(message);
  expect(thrown(() => parseProxyauth(text))).not.toContain('secret');
});
