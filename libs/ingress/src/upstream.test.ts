import { CLIENT, ProxyError, SERVER, type Via } from '@weir/core';
import { clientHello } from '@weir/testing';
import { accepted } from '../test/accept.ts';
import { EgressRules } from './egress.ts';

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const proxy: Via = { scheme: 'http', address: { host: 'proxy', port: 3128 } };
const forward: Via = { ...proxy, forward: true };
const spec = 'upstream:http://proxy:3128';
const get = 'GET http://a.example/x?y HTTP/1.1\r\nHost: a.example\r\n\r\n';

test('a plain request goes on as it is, to the next proxy', () => {
  accepted(spec).client(get).expect(['become', 'Http1Handler'], ['open', 'a.example:80', forward])
    .opened().expect(['send', 'server', get])
    .server(ok).expect(['send', 'client', ok])
    .clientEnds().expect(['stop', 'server', 0], ['close'])
    .expectFlows({ type: 'http', outcome: 'complete' });
});

test('with upstream_auth it is told who asks, and nobody else is', () => {
  const credentials = { user: 'u', password: 'secret' };
  const book = accepted(spec, { settings: { upstreamAuth: credentials } }).client(get).opened();
  book.expect(['become', 'Http1Handler'], ['open', 'a.example:80', { ...forward, credentials }], ['send', 'server', get.replace('\r\n\r\n', '\r\nProxy-Authorization: Basic dTpzZWNyZXQ=\r\n\r\n')]);
  expect(JSON.stringify(book.flows)).not.toMatch(/Proxy-Authorization|dTpzZWNyZXQ/i);
});

test('what the client says to Weir is not passed on to a proxy that it did not choose', () => {
  const [, , sent] = accepted(spec).client(get.replace('\r\n\r\n', '\r\nProxy-Authorization: Basic eA==\r\nProxy-Connection: keep-alive\r\n\r\n')).opened().take();
  expect(sent).toEqual(['send', 'server', get]);
});

test('a CONNECT is a tunnel through the next proxy, in which detection begins anew', () => {
  const hi = clientHello({ sni: 'a.example', alpn: ['http/1.1'] });
  accepted(spec).client('CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n').expect(['become', 'Http1Handler'], ['open', 'a.example:443', proxy])
    .opened().expect(['send', 'client', 'HTTP/1.1 200 Connection established\r\n\r\n'], ['become', 'Sniffer'])
    .client(hi).expect(['become', 'TlsHandler'], ['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'full', sni: 'a.example' }])
    .secured(SERVER, { alpn: 'http/1.1' }).secured(CLIENT, { alpn: 'http/1.1', sni: 'a.example' }).client('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n');
});

test('plain HTTP inside a CONNECT stays in its tunnel, in origin-form', () => {
  const inside = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n';
  accepted(spec).client('CONNECT a.example:80 HTTP/1.1\r\n\r\n').opened().client(inside)
    .expect(['become', 'Http1Handler'], ['open', 'a.example:80', proxy], ['send', 'client', 'HTTP/1.1 200 Connection established\r\n\r\n'], ['become', 'Sniffer'], ['become', 'Http1Handler'], ['send', 'server', inside]);
});

test('a lazy CONNECT is answered at once; plain HTTP in it is given to the next proxy', () => {
  accepted(spec, { options: { connectionStrategy: 'lazy' } }).client('CONNECT a.example:80 HTTP/1.1\r\n\r\n')
    .expect(['become', 'Http1Handler'], ['send', 'client', 'HTTP/1.1 200 Connection established\r\n\r\n'], ['become', 'Sniffer'])
    .client('GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n').expect(['become', 'Http1Handler'], ['open', 'a.example:80', forward])
    .opened().expect(['send', 'server', 'GET http://a.example/x HTTP/1.1\r\nHost: a.example\r\n\r\n']);
});

test('a refusal is 502 with the status and the reason, and the flow\'s error', () => {
  const refused = new ProxyError('upstream-refused', 'Upstream proxy http://proxy:3128 refused the CONNECT to a.example:443: 403 Forbidden.', { status: 403, reason: 'Forbidden' });
  const book = accepted(spec).client('CONNECT a.example:443 HTTP/1.1\r\n\r\n').opened(refused);
  const answer = book.take().at(-1)?.[2];
  expect(answer).toMatch(/^HTTP\/1\.1 502 /);
  expect(answer).toContain('refused the CONNECT to a.example:443: 403 Forbidden.');
  book.expectFlows({ type: 'http', outcome: 'upstream-refused' });
});

test('a plain request that the next proxy wants credentials for is refused alike', () => {
  const book = accepted(spec).client(get).opened().server('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n');
  const answer = book.take().find(([name, to]) => name === 'send' && to === 'client')?.[2];
  expect(answer).toMatch(/^HTTP\/1\.1 502 [\s\S]*407 Proxy Authentication Required[\s\S]*upstream_auth/);
  expect(answer).not.toContain('Proxy-Authenticate');
  book.expectFlows({ type: 'http', outcome: 'upstream-refused' });
  expect(book.flows[0]?.response).toBeUndefined();
});

test('its other answers are answers', () => {
  const denied = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno';
  accepted(spec).client(get).opened().server(denied).expect(['become', 'Http1Handler'], ['open', 'a.example:80', forward], ['send', 'server', get], ['send', 'client', denied])
    .expectFlows({ type: 'http', outcome: 'complete' });
});

test('no_proxy and rules come before it', () => {
  const egress = new EgressRules({ via: ['http://never', 'b.example=socks5://s'], noProxy: ['c.example'] });
  const opens = (host: string) => accepted(spec, { settings: { egress } }).client(get.replaceAll('a.example', host)).take().at(-1);
  expect([opens('a.example'), opens('b.example'), opens('c.example')]).toEqual([
    ['open', 'a.example:80', forward], ['open', 'b.example:80', { scheme: 'socks5', address: { host: 's', port: 1080 } }], ['open', 'c.example:80'],
  ]);
});
