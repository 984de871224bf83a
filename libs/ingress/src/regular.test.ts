import { ProxyError, SERVER } from '@weir/core';
import { clientHello } from '@weir/testing';
import { accepted } from '../test/accept.ts';

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

test('an absolute-form request goes to its origin in origin-form', () => {
  accepted('regular').expect()
    .client('GET http://a.example/x?y HTTP/1.1\r\nHost: a.example\r\n\r\n').expect(['become', 'Http1Handler'], ['open', 'a.example:80'])
    .opened().expect(['send', 'server', 'GET /x?y HTTP/1.1\r\nHost: a.example\r\n\r\n'])
    .server(ok).expect(['send', 'client', ok])
    .clientEnds().expect(['stop', 'server', 0], ['close'])
    .expectFlows({ type: 'http', outcome: 'complete' });
});

test('without a destination it is 400', () => {
  const [, answer] = accepted('regular').client('GET / HTTP/1.1\r\n\r\n').take();
  expect(answer?.[2]).toMatch(/^HTTP\/1\.1 400 /);
});

test('a CONNECT is answered when its destination is there, and detection begins anew inside', () => {
  const hi = clientHello({ sni: 'a.example', alpn: ['http/1.1'] });
  accepted('regular').client('CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n').expect(['become', 'Http1Handler'], ['open', 'a.example:443'])
    .opened().expect(['send', 'client', 'HTTP/1.1 200 Connection established\r\n\r\n'], ['become', 'Sniffer'])
    .client(hi).expect(['become', 'TlsHandler'], ['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'full', sni: 'a.example' }]);
});

test('a CONNECT that fails is 502 and one flow', () => {
  const book = accepted('regular').client('CONNECT a.example:443 HTTP/1.1\r\n\r\n').opened(new ProxyError('connect-refused', 'refused'));
  expect(book.take().at(-1)?.[2]).toMatch(/^HTTP\/1\.1 502 /);
  book.expectFlows({ type: 'http', outcome: 'connect-refused' });
});

test('TLS to the proxy itself: HTTP/1.1 whatever the client offers, and its requests still name their origin', () => {
  const hi = clientHello({ sni: 'proxy.example', alpn: ['h2', 'http/1.1'] });
  accepted('regular').client(hi)
    .expect(['become', 'TlsHandler'], ['secure', 'client', { protocol: 'tls', alpn: ['http/1.1'], head: hi.toString('latin1'), leaf: { names: ['proxy.example'] } }])
    .secured(0, { alpn: 'http/1.1', sni: 'proxy.example' }).expect(['become', 'Sniffer'], ['become', 'Http1Handler'])
    .client('GET https://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n').expect(['open', 'a.example:443'])
    .opened().expect(['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'full', sni: 'a.example' }])
    .secured(SERVER).expect(['send', 'server', 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n']);
});
