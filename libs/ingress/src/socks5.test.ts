import { CLIENT, ProxyError, SERVER } from '@weir/core';
import { clientHello } from '@weir/testing';
import { accepted } from '../test/accept.ts';

const greeting = '\x05\x01\x00';
const request = '\x05\x01\x00\x03\x09a.example\x01\xbb';
const success = '\x05\x00\x00\x01\0\0\0\0\0\0';
const hi = clientHello({ sni: 'a.example', alpn: ['h2', 'http/1.1'] });
const get = 'GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

test('goes where the handshake says; TLS inside is ended, and mirrored', () => {
  accepted('socks5').client(greeting).expect(['send', 'client', '\x05\x00'])
    .client(request).expect(['open', 'a.example:443'])
    .opened().expect(['send', 'client', success], ['become', 'Sniffer'])
    .client(hi).expect(['become', 'TlsHandler'], ['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'full', sni: 'a.example' }])
    .secured(SERVER, { alpn: 'http/1.1' })
    .expect(['secure', 'client', { protocol: 'tls', alpn: ['http/1.1'], head: hi.toString('latin1'), leaf: { names: ['a.example'] } }])
    .secured(CLIENT, { alpn: 'http/1.1', sni: 'a.example' }).client(get).expect(['become', 'Sniffer'], ['become', 'Http1Handler'], ['send', 'server', get])
    .server(ok).clientEnds().expect(['send', 'client', ok], ['stop', 'server', 0], ['close']).expectFlows({ type: 'http', outcome: 'complete' });
});

test('lazily, the server is opened when something is for it', () => {
  accepted('socks5', { options: { connectionStrategy: 'lazy' } }).client(greeting + request)
    .expect(['send', 'client', `\x05\x00${success}`], ['become', 'Sniffer'])
    .client(get).expect(['become', 'Http1Handler'], ['open', 'a.example:443']);
});

test('a server that speaks first', () => {
  accepted('socks5').client(greeting + request).opened().server('220 hi\r\n')
    .expect(['send', 'client', '\x05\x00'], ['open', 'a.example:443'], ['send', 'client', success], ['become', 'Sniffer'], ['become', 'TcpRelay'], ['send', 'client', '220 hi\r\n']);
});

test('Authorization is the origin\'s: nothing of a request is for this proxy', () => {
  const asked = `GET / HTTP/1.1\r\nHost: a.example\r\nAuthorization: Basic dTpw\r\n\r\n`;
  const book = accepted('socks5').client(greeting + request).opened();
  book.take();
  book.client(asked).expect(['become', 'Http1Handler'], ['send', 'server', asked]);
});

test('a server that cannot be reached is told in SOCKS\'s words', () => {
  accepted('socks5').client(greeting + request).opened(new ProxyError('connect-refused', 'refused'))
    .expect(['send', 'client', '\x05\x00'], ['open', 'a.example:443'], ['send', 'client', '\x05\x05\x00\x01\0\0\0\0\0\0'], ['close', 'connect-refused'])
    .expectFlows({ type: 'tcp', outcome: 'connect-refused' });
});

test('another protocol is closed without a word', () => {
  accepted('socks5').client('CONNECT a.example:443 HTTP/1.1\r\n\r\n').expect(['close', 'protocol-violation']).expectFlows({ type: 'tcp', outcome: 'protocol-violation' });
});
