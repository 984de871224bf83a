import { ProxyError, type Route } from '@weir/core';
import { Playbook, tlsFacts, type PlaybookOptions } from '@weir/testing';
import { http1Parts } from '../../test/http1-parts.ts';
import { Successor } from '../../test/http1.ts';
import { ConnectTunnel } from './connect-tunnel.ts';
import type { HttpOptions } from './options.ts';
import type { Target } from './target.ts';
import { Upstream } from './upstream.ts';

const origin = { address: { host: '2001:db8::1', port: 443 }, tls: false, via: undefined };
const target: Target = { origin, scheme: 'https', host: origin.address.host, port: 443, path: '', sent: '', authority: undefined, replacesHost: undefined, here: false };
const established = 'HTTP/1.1 200 Connection established\r\n\r\n';

function tunnel({ options, route, playbook }: { options?: Partial<HttpOptions>; route?: Partial<Route>; playbook?: PlaybookOptions } = {}): {
  readonly tunnel: ConnectTunnel; readonly up: Upstream; readonly book: Playbook; readonly inside: Route[];
} {
  const book = new Playbook(playbook).start(() => ({ onData() {}, onEnd() {}, onOpen() {} }));
  const inside: Route[] = [];
  const protocols = {
    start: (_conn: unknown, _io: unknown, begun: Route) => {
      inside.push(begun);
      return new Successor(book);
    },
  };
  const parts = { ...http1Parts(book, route, options), protocols };
  const up = new Upstream(parts, () => undefined);
  return { tunnel: new ConnectTunnel(parts, up), up, book, inside };
}

test('eager: opens the destination once, and there is nothing to wait for when that is there', () => {
  const { tunnel: one, up, book } = tunnel();
  expect([one.reach(target), one.reach(target)]).toEqual(['pending', 'pending']);
  book.expect(['open', '[2001:db8::1]:443']).opened();
  up.opened(undefined);
  expect(one.reach(target)).toBeUndefined();
});

test('lazy: nothing is opened, unless that is how a leg to another server is left', () => {
  const { tunnel: one, book } = tunnel({ options: { connectionStrategy: 'lazy' } });
  expect(one.reach(target)).toBeUndefined();
  book.expect();
  book.conn.server = { address: { host: 'b', port: 1 }, state: 'open' };
  expect(one.reach(target)).toBe('pending');
  book.expect(['open', '[2001:db8::1]:443']);
});

test('what is answered here is never opened, and a leg that is there is left', () => {
  const { tunnel: one, book } = tunnel({ playbook: { destination: origin.address, serverOpen: true } });
  const here = { ...target, here: true };
  expect(one.reach(here)).toBeUndefined();
  book.expect(['reset', 'server']);
  expect([book.conn.server, one.reach(here)]).toEqual([undefined, undefined]);
  book.expect();
});

test('a destination that cannot be reached is asked for anew the next time', () => {
  const { tunnel: one, up, book } = tunnel();
  const refused = new ProxyError('connect-refused', 'connection refused');
  one.reach(target);
  book.opened(refused).take();
  up.opened(refused);
  expect(one.reach(target)).toBe(refused);
  expect(up.present).toBe(false);
  expect(one.reach(target)).toBe('pending');
  book.expect(['open', '[2001:db8::1]:443']);
});

test('what was not reached is said with its name; the connection goes on, or says that it does not', () => {
  for (const close of [false, true]) {
    const { tunnel: one, book } = tunnel();
    one.refuse(origin, new ProxyError('connect-refused', 'connection refused'), close);
    const page = String(book.take()[0]?.[2]);
    expect(page).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n.*Cannot connect to \[2001:db8::1\]:443: connection refused/s);
    expect(page.includes('Connection: close')).toBe(close);
  }
});

test.each([['hello', 'hello'], ['\r\nhello', 'hello'], ['\rhello', '\rhello'], ['\r\n', undefined], [undefined, undefined]])('%j after the request is %j inside', (rest, head) => {
  const { tunnel: one, book } = tunnel({ playbook: { destination: origin.address, serverOpen: true } });
  one.establish(origin, rest === undefined ? undefined : Buffer.from(rest));
  const sent = head === undefined ? [] : [['send', 'server', head] as const];
  // What waits for the successor is given with the next input.
  book.drain().expect(['send', 'client', established], ['become', 'Successor'], ...sent);
  expect(book.conn.destination).toEqual(origin.address);
});

test('detection begins anew inside: the same egress, and the TLS with this proxy is not the server\'s', () => {
  const egress = { via: () => undefined };
  const { tunnel: one, book, inside } = tunnel({ route: { form: 'absolute', auth: 'proxy', egress } });
  book.conn.client.tls = tlsFacts({});
  one.establish(origin, undefined);
  expect(inside).toEqual([{ stack: 'detect', form: 'origin', auth: 'none', serverTls: 'mirror', egress, outerTls: book.conn.client.tls }]);
});
