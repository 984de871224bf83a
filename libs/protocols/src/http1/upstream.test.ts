import { ProxyError, SERVER, type Route, type Via } from '@weir/core';
import { exampleOrigin, Playbook, tlsFacts, type PlaybookOptions } from '@weir/testing';
import { http1Parts } from '../../test/http1-parts.ts';
import { Upstream } from './upstream.ts';

const plain = { address: exampleOrigin, tls: false, via: undefined };
const secure = { ...plain, tls: true };
const elsewhere = { ...plain, address: { host: 'b', port: 81 } };
const refused = new ProxyError('connect-refused', 'refused');

function upstream(playbook: PlaybookOptions = {}, route: Partial<Route> = {}): { up: Upstream; book: Playbook } {
  const book = new Playbook(playbook).start(() => ({ onData() {}, onEnd() {}, onOpen() {}, onSecure() {} }));
  return { up: new Upstream(http1Parts(book, route), () => undefined), book };
}
/** The leg is there, as the handler would have been told. */
function opened(up: Upstream, book: Playbook): void {
  book.opened().take();
  up.opened(undefined);
}

test('opens what is asked for, and says when it is there', () => {
  const { up, book } = upstream();
  expect([up.present, up.takes(plain, false), up.ensure(plain, false), up.ensure(plain, false), up.reached()]).toEqual([false, false, 'pending', 'pending', 'pending']);
  book.expect(['open', 'example.com:80']);
  expect(book.conn.destination).toEqual(exampleOrigin);
  opened(up, book);
  expect([up.present, up.ensure(plain, false), up.takes(plain, false), up.takes(elsewhere, false), up.takes(secure, false), up.reached()]).toEqual([true, 'ready', true, false, false, undefined]);
});

test('another origin is another leg, which has served nothing yet', () => {
  const { up, book } = upstream();
  up.ensure(plain, false);
  opened(up, book);
  up.served = 3;
  expect(up.ensure(elsewhere, false)).toBe('pending');
  book.expect(['open', 'b:81']);
  expect(up.served).toBe(0);
});

test('makes the leg secure where the origin is https, with the origin\'s name', () => {
  const { up, book } = upstream();
  up.ensure(secure, false);
  opened(up, book);
  expect([up.ensure(secure, false), up.ensure(secure, false)]).toEqual(['pending', 'pending']);
  book.expect(['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'full', sni: 'example.com' }]);
  book.secured(SERVER);
  up.secured(undefined);
  expect([up.ensure(secure, false), up.takes(secure, false)]).toEqual(['ready', true]);
  expect(up.ensure(plain, false)).toBe('pending');
  book.expect(['open', 'example.com:80']);
});

test.each<[string, PlaybookOptions, Partial<Route>, string | undefined]>([
  ['the route\'s name', {}, { serverName: 'api.example' }, 'api.example'], ['the client\'s', { clientTls: { sni: 'www.example' } }, {}, 'www.example'],
  ['not an explicit client\'s, which is the proxy\'s', { clientTls: { sni: 'proxy.example' } }, { form: 'absolute' }, 'example.com'], ['none for an address', {}, { serverName: '192.0.2.1' }, undefined],
])('asks for %s', (_what, playbook, route, sni) => {
  const { up, book } = upstream(playbook, route);
  up.ensure(secure, false);
  opened(up, book);
  up.ensure(secure, false);
  expect(book.take().at(-1)?.[2]).toEqual({ protocol: 'tls', alpn: ['http/1.1'], verify: 'full', ...(sni !== undefined && { sni }) });
});

test.each([[plain, exampleOrigin], [secure, exampleOrigin]])('takes over a leg that an earlier handler opened', (origin) => {
  const { up } = upstream({ destination: exampleOrigin, serverOpen: true, ...(origin.tls && { serverTls: {} }) });
  up.adopt();
  expect([up.present, up.takes(origin, false), up.ensure(origin, false)]).toEqual([true, true, 'ready']);
});

test('takes over one that is opening, or failed; one that has ended it leaves', () => {
  const opening = upstream();
  opening.book.io.open(exampleOrigin);
  opening.up.adopt();
  expect([opening.up.present, opening.up.ensure(plain, false)]).toEqual([true, 'pending']);
  const failed = upstream();
  failed.book.conn.server = { address: exampleOrigin, state: 'failed', error: refused };
  failed.up.adopt();
  expect([failed.up.present, failed.up.ensure(plain, false)]).toEqual([false, refused]);
  const ended = upstream();
  ended.book.conn.server = { address: exampleOrigin, state: 'ended' };
  ended.up.adopt();
  expect([ended.up.present, ended.up.ensure(plain, false)]).toEqual([false, 'pending']);
});

test('a leg that is secure, for an origin that is not, is not used', () => {
  const { up, book } = upstream({ destination: exampleOrigin, serverOpen: true });
  if (book.conn.server !== undefined) book.conn.server.tls = tlsFacts();
  up.adopt();
  expect([up.takes(plain, false), up.ensure(plain, false)]).toEqual([false, 'pending']);
});

test('a failure stays until another origin is asked for', () => {
  const { up, book } = upstream();
  up.ensure(plain, false);
  up.opened(refused);
  expect([up.present, up.ensure(plain, false), up.ensure(plain, false), up.reached()]).toEqual([false, refused, refused, refused]);
  expect(up.ensure(elsewhere, false)).toBe('pending');
  book.expect(['open', 'example.com:80'], ['open', 'b:81']);
});

test('a leg that is lost is opened anew, but not one that was lost within its handshake', () => {
  const { up, book } = upstream();
  up.ensure(secure, false);
  opened(up, book);
  up.lost(refused);
  expect(up.ensure(secure, false)).toBe('pending');
  opened(up, book);
  up.ensure(secure, false);
  up.lost(refused);
  expect(up.ensure(secure, false)).toBe(refused);
});

describe('through a proxy', () => {
  const proxy: Via = { scheme: 'http', address: { host: 'proxy', port: 3128 } };
  const forwarded = { ...plain, via: { ...proxy, forward: true } as const };

  test('goes by the origin\'s way, and no other leg is taken for it', () => {
    const { up, book } = upstream();
    const tunnelled = { ...plain, via: proxy };
    up.ensure(tunnelled, false);
    book.expect(['open', 'example.com:80', proxy]);
    opened(up, book);
    expect([up.takes(plain, false), up.takes(forwarded, false), up.takes({ ...plain, via: { ...proxy } }, false)]).toEqual([false, false, true]);
    up.ensure(forwarded, false);
    book.expect(['open', 'example.com:80', forwarded.via]);
  });

  test('a leg that the runtime has kept for another origin has served before', () => {
    const { up, book } = upstream();
    up.ensure(forwarded, false);
    if (book.conn.server !== undefined) book.conn.server.reused = true;
    opened(up, book);
    expect([up.ensure(forwarded, false), up.served]).toEqual(['ready', 1]);
  });

  test('takes over a leg with its way', () => {
    const { up, book } = upstream();
    book.conn.server = { address: exampleOrigin, state: 'open', via: forwarded.via };
    up.adopt();
    expect([up.takes(plain, false), up.takes(forwarded, false)]).toEqual([false, true]);
  });
});
