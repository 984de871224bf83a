import type { Route, Via } from '@weir/core';
import { originRoute } from '../../test/parts.ts';
import { wayAhead } from './way-ahead.ts';

const to = { host: 'a', port: 80 };
const http: Via = { scheme: 'http', address: { host: 'proxy', port: 3128 } };
const socks: Via = { ...http, scheme: 'socks5' };
const ahead = (route: Partial<Route>, via: Via | undefined, tls = false) => wayAhead({ ...originRoute, ...route, egress: { via: () => via } }, to, tls);

test('nothing in between, or one that takes any bytes: it can be opened at once', () => {
  expect([wayAhead(originRoute, to, false), ahead({}, undefined), ahead({}, socks)]).toEqual([undefined, undefined, socks]);
});

test('through an HTTP proxy: a tunnel where the bytes are known to be none of its business', () => {
  for (const route of [{ stack: 'tcp', serverTls: 'never' }, { stack: 'http', serverTls: 'always', rewriteAuthority: 'a' }] as const) expect(ahead(route, http)).toBe(http);
  expect(ahead({}, http, true)).toBe(http);
});

test('requests where they are known to be all there is, with the Host that the proxy would look at', () => {
  expect(ahead({ stack: 'http', serverTls: 'never', rewriteAuthority: 'a' }, { ...http, scheme: 'https' })).toEqual({ ...http, scheme: 'https', forward: true });
});

test('else the client\'s first bytes are waited for', () => {
  expect([ahead({}, http), ahead({ stack: 'http', serverTls: 'never' }, http), ahead({ serverTls: 'never' }, http)]).toEqual(['wait', 'wait', 'wait']);
});
