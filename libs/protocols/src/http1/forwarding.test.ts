import type { Leg, Route, Via } from '@weir/core';
import { Playbook, type PlaybookOptions } from '@weir/testing';
import { originRoute } from '../../test/parts.ts';
import { parseRequestHead } from './head.ts';
import { TargetFinder } from './target-finder.ts';

const via: Via = { scheme: 'http', address: { host: 'proxy', port: 3128 } };
const destination = { host: 'a.example', port: 80 };
const transparent: PlaybookOptions = { destination };

interface Case {
  readonly route?: Partial<Route>;
  readonly playbook?: PlaybookOptions;
  readonly by?: Via | undefined;
  readonly server?: Leg;
}

/** How a request goes on: `sent` of the target, and the way. */
function goes(text: string, { route = {}, playbook = {}, server, ...rest }: Case = {}): string {
  const by = 'by' in rest ? rest.by : via;
  const { conn } = new Playbook(playbook);
  if (server !== undefined) conn.server = server;
  const egress = { via: () => by };
  const { sent, path, origin } = new TargetFinder(conn, { ...originRoute, ...route, egress }).find(parseRequestHead(`${text}\r\n\r\n`));
  if (origin.via === undefined) return `${sent} directly`;
  if (origin.via.forward !== true) return sent === path ? `${sent} by tunnel` : 'absolute-form in a tunnel';
  return `${sent} to ${origin.via.scheme}`;
}
const explicit = { form: 'absolute', auth: 'proxy', stack: 'http' } as const;
const reverse = { stack: 'http', serverTls: 'never', rewriteAuthority: 'a.example' } as const;

test.each<[string, string, Case]>([
  ['GET http://b:81/x?y HTTP/1.1\r\nHost: other', 'http://b:81/x?y to http', { route: explicit }],
  ['GET HTTP://b?q HTTP/1.1', 'HTTP://b?q to http', { route: explicit }],
  ['GET / HTTP/1.1\r\nHost: b:81', 'http://b:81/ to http', { route: explicit }],
  ['OPTIONS http://b HTTP/1.1', 'http://b to http', { route: explicit }],
  ['OPTIONS * HTTP/1.1\r\nHost: b', 'http://b to http', { route: explicit }],
  ['GET http://[::1]:81/ HTTP/1.1', 'http://[::1]:81/ to https', { route: explicit, by: { ...via, scheme: 'https' } }],
  ['GET /x HTTP/1.1\r\nHost: front', 'http://a.example/x to http', { route: reverse, playbook: transparent }],
  ['GET http://front/x HTTP/1.1\r\nHost: front', 'http://a.example/x to http', { route: reverse, playbook: transparent }],
  ['GET https://front/x HTTP/1.1\r\nHost: front', 'http://a.example/x to http', { route: reverse, playbook: transparent }],
  ['GET /x HTTP/1.1\r\nHost: A.example:80', 'http://A.example:80/x to http', { playbook: transparent }],
  ['GET /x HTTP/1.0', 'http://a.example:80/x to http', { playbook: transparent }],
  ['GET /x HTTP/1.0\r\nHost:', 'http://a.example:80/x to http', { playbook: transparent }],
])('%j is given to the proxy: %s', (text, expected, given) => {
  expect(goes(text, given)).toBe(expected);
});

test.each<[string, string, Case]>([
  ['GET http://b/ HTTP/1.1', '/ by tunnel', { route: explicit, by: { ...via, scheme: 'socks5' } }],
  ['GET https://b/ HTTP/1.1', '/ by tunnel', { route: explicit }],
  ['CONNECT b:80 HTTP/1.1', 'b:80 by tunnel', { route: explicit }],
  ['GET http://b/ HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket', '/ by tunnel', { route: explicit }],
  ['GET / HTTP/1.1\r\nHost: b', '/ by tunnel', { playbook: transparent }],
  ['GET / HTTP/1.1\r\nHost: a.example:81', '/ by tunnel', { playbook: transparent }],
  ['GET / HTTP/1.1\r\nHost: front', '/ by tunnel', { route: { ...reverse, serverTls: 'always' }, playbook: transparent }],
  ['GET / HTTP/1.1\r\nHost: front', '/ by tunnel', { route: { stack: 'http', serverTls: 'never' }, playbook: transparent }],
  ['GET / HTTP/1.1\r\nHost: a.example', '/ by tunnel', { playbook: { ...transparent, clientTls: {} } }],
])('%j takes a tunnel: %s', (text, expected, given) => {
  expect(goes(text, given)).toBe(expected);
});

test('an upgrade to h2c is none', () => {
  expect(goes('GET http://b/ HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x', { route: explicit })).toBe('http://b/ to http');
});

test('what is direct stays as it is', () => {
  expect(goes('GET http://b/x HTTP/1.1', { route: explicit, by: undefined })).toBe('/x directly');
});

test.each<[Partial<Leg>, string]>([
  [{}, '/ by tunnel'], [{ state: 'opening' }, '/ by tunnel'], [{ state: 'ended' }, 'http://a.example/ to http'], [{ state: 'failed' }, 'http://a.example/ to http'],
  [{ via: { ...via, forward: true } }, 'http://a.example/ to http'], [{ address: { host: 'b', port: 80 } }, 'http://a.example/ to http'],
])('beside a leg with %j', (leg, expected) => {
  expect(goes('GET / HTTP/1.1\r\nHost: a.example', { playbook: transparent, server: { address: destination, state: 'open', via, ...leg } })).toBe(expected);
});
