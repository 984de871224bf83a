import { defaultLimits, type Via } from '@weir/core';
import { HttpConnect } from './http-connect.ts';
import { Socks5Client } from './socks5-client.ts';
import { tunnelDialogue } from './tunnel-dialogue.ts';

const via = (scheme: Via['scheme'], password?: string): Via => ({ scheme, address: { host: 'proxy', port: 1 }, ...(password !== undefined && { credentials: { user: 'u', password } }) });
const ask = (given: Via, host = 'a', port = 443) => tunnelDialogue({ host, port }, given, defaultLimits);

test('each kind of proxy is asked in its own words', () => {
  expect([ask(via('http')), ask(via('https'))]).toEqual([expect.any(HttpConnect), expect.any(HttpConnect)]);
  expect([ask(via('socks5')), ask(via('socks5', 'x'.repeat(255)))]).toEqual([expect.any(Socks5Client), expect.any(Socks5Client)]);
});

test.each([['a\r\nX: y', 443], ['fe80::1%eth0', 443], ['', 443], ['a', 0], ['a', 65_536]])('%j port %d is nothing to ask for', (host, port) => {
  for (const scheme of ['http', 'socks5'] as const) expect(ask(via(scheme), host, port)).toMatchObject({ code: 'destination-unknown' });
});

test('a password that SOCKS cannot carry', () => {
  const refused = ask(via('socks5', '\u00e9'.repeat(128)));
  expect(refused).toMatchObject({ code: 'upstream-refused' });
  expect((refused as Error).message).not.toContain('\u00e9');
  expect(ask(via('http', 'x'.repeat(300)))).toEqual(expect.any(HttpConnect));
});
