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
  return { up: new Upstream(http1Parts(book, route)), book };
}
/** The leg is there, as the handler would have been told. */
function opened(up: Upstream, book: Playbook): void {
  book.opened().take();
  up.opened(undefined);
}

test('opens what is asked for, and says when it is there', () => {
  const { up, book } = upstream();
  expect([up.present, up.takes(plain), up.ensure(plain), up.ensure(plain), up.reached()]).toEqual([false, false, 'pending', 'pending', 'pending']);
  book.expect(['open', 'example.com:80']);
  expect(book.conn.destination).toEqual(exampleOrigin);
  opened(up, book);
  expect([up.present, up.ensure(plain), up.takes(plain), up.takes(elsewhere), up.takes(secure), up.reached()]).toEqual([true, 'ready', true, false, false, undefined]);
});

test('another origin is another leg, which has served nothing yet', () => {
  const { up, book } = upstream();
  up.ensure(plain);
  opened(up, book);
  up.served = 3;
  expect(up.ensure(elsewhere)).toBe('pending');
  book.expect(['open', 'b:81']);
  expect(up.served).toBe(0);
});

test('makes the leg secure where the origin is https, with the origin\'s name', () => {
  const { up, book } = upstream();
  up.ensure(secure);
  opened(up, book);
  expect([up.ensure(secure), up.ensure(secure)]).toEqual(['pending', 'pending']);
  book.expect(['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'full', sni: 'example.com' }]);
  book.secured(SERVER);
  up.secured(undefined);
  expect([up.ensure(secure), up.takes(secure)]).toEqual(['ready', true]);
  expect(up.ensure(plain)).toBe('pending');
  book.expect(['open', 'example.com:80']);
});

test.each<[string, PlaybookOptions, Partial<Route>, string | undefined]>([
  ['the route\'s name', {}, { serverName: 'api.example' }, 'api.example'], ['the client\'s', { clientTls: { sni: 'www.example' } }, {}, 'www.example'],
  ['not an explicit client\'s, which is the proxy\'s', { clientTls: { sni: 'proxy.example' } }, { form: 'absolute' }, 'example.com'], ['none for an address', {}, { serverName: '192.0.2.1' }, undefined],
])('asks for %s', (_what, playbook, route, sni) => {
  const { up, book } = upstream(playbook, route);
  up.ensure(secure);
  opened(up, book);
  up.ensure(secure);
  expect(book.take().at(-1)?.[2]).toEqual({ protocol: 'tls', alpn: ['http/1.1'], verify: 'full', ...(sni !== undefined && { sni }) });
});

test.each([[plain, exampleOrigin], [secure, exampleOrigin]])('takes over a leg that an earlier handler opened', (origin) => {
  const { up } = upstream({ destination: exampleOrigin, serverOpen: true, ...(origin.tls && { serverTls: {} }) });
  up.adopt();
  expect([up.present, up.takes(origin), up.ensure(origin)]).toEqual([true, true, 'ready']);
});

test('takes over one that is opening, or failed; one that has ended it leaves', () => {
  const opening = upstream();
  opening.book.io.open(exampleOrigin);
  opening.up.adopt();
  expect([opening.up.present, opening.up.ensure(plain)]).toEqual([true, 'pending']);
  const failed = upstream();
  failed.book.conn.server = { address: exampleOrigin, state: 'failed', error: refused };
  failed.up.adopt();
  expect([failed.up.present, failed.up.ensure(plain)]).toEqual([false, refused]);
  const ended = upstream();
  ended.book.conn.server = { address: exampleOrigin, state: 'ended' };
  ended.up.adopt();
  expect([ended.up.present, ended.up.ensure(plain)]).toEqual([false, 'pending']);
});

test('a leg that is secure, for an origin that is not, is not used', () => {
  const { up, book } = upstream({ destination: exampleOrigin, serverOpen: true });
  if (book.conn.server !== undefined) book.conn.server.tls = tlsFacts();
  up.adopt();
  expect([up.takes(plain), up.ensure(plain)]).toEqual([false, 'pending']);
});

test('a failure stays until another origin is asked for', () => {
  const { up, book } = upstream();
  up.ensure(plain);
  up.opened(refused);
  expect([up.present, up.ensure(plain), up.ensure(plain), up.reached()]).toEqual([false, refused, refused, refused]);
  expect(up.ensure(elsewhere)).toBe('pending');
  book.expect(['open', 'example.com:80'], ['open', 'b:81']);
});

test('a leg that is lost is opened anew, but not one that was lost within its handshake', () => {
  const { up, book } = upstream();
  up.ensure(secure);
  opened(up, book);
  up.lost(refused);
  expect(up.ensure(secure)).toBe('pending');
  opened(up, book);
  up.ensure(secure);
  up.lost(refused);
  expect(up.ensure(secure)).toBe(refused);
});

describe('through a proxy', () => {
  const proxy: Via = { scheme: 'http', address: { host: 'proxy', port: 3128 } };
  const forwarded = { ...plain, via: { ...proxy, forward: true } as const };

  test('goes by the origin\'s way, and no other leg is taken for it', () => {
    const { up, book } = upstream();
    const tunnelled = { ...plain, via: proxy };
    up.ensure(tunnelled);
    book.expect(['open', 'example.com:80', proxy]);
    opened(up, book);
    expect([up.takes(plain), up.takes(forwarded), up.takes({ ...plain, via: { ...proxy } })]).toEqual([false, false, true]);
    up.ensure(forwarded);
    book.expect(['open', 'example.com:80', forwarded.via]);
  });

  test('a leg that the runtime has kept for another origin has served before', () => {
    const { up, book } = upstream();
    up.ensure(forwarded);
    if (book.conn.server !== undefined) book.conn.server.reused = true;
    opened(up, book);
    expect([up.ensure(forwarded), up.served]).toEqual(['ready', 1]);
  });

  test('takes over a leg with its way', () => {
    const { up, book } = upstream();
    book.conn.server = { address: exampleOrigin, state: 'open', via: forwarded.via };
    up.adopt();
    expect([up.takes(plain), up.takes(forwarded)]).toEqual([false, true]);
  });
});
