import { CLIENT, ProxyError, SERVER, type PeerCertificate } from '@weir/core';
import { clientHello, Playbook } from '@weir/testing';
import { HttpStub, partsFor } from '../../test/parts.ts';
import { origin, tlsHandler as start } from '../../test/tls.ts';
import { TlsHandler } from './handler.ts';

const certificate: PeerCertificate = { subject: 'CN=example.com', issuer: 'CN=ca', notAfter: '2027-01-01T00:00:00Z', names: ['example.com', '*.example.com'] };
const hi = clientHello({ sni: 'www.example.com', alpn: ['h2', 'http/1.1'] });
const raw = hi.toString('latin1');
const untrusted = new ProxyError('tls-server-untrusted', 'self-signed certificate');
const refused = new ProxyError('connect-refused', 'refused');

const secureServer = ['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'full', sni: 'www.example.com' }] as const;
const names = ['www.example.com', 'example.com'];

test('the server first, then the client with a certificate like the server\'s and its protocol', () => {
  start().client(hi).expect(secureServer)
    .secured(SERVER, { alpn: 'http/1.1', certificate })
    .expect(['secure', 'client', { protocol: 'tls', head: raw, alpn: ['http/1.1'], leaf: { names, like: certificate } }])
    .client('GET').secured(CLIENT, { alpn: 'http/1.1', sni: 'www.example.com' })
    .expect(['become', 'HttpStub'], ['send', 'client', 'GET']);
});

test('the client\'s bytes and the server\'s wait while the handshakes go on', () => {
  start({ playbook: { ignore: [] } }).expect(['hold', 'server'], ['timer', 1, 30_000])
    .client(hi).expect(['cancelTimer', 1], ['hold', 'client'], secureServer)
    .secured(SERVER).server('settings').take();
});

test('a leg that was parked and is lost meanwhile is none: the client is answered, and another is opened inside', () => {
  const book = new Playbook({ destination: origin, parked: [{ address: origin, tls: { version: 'TLSv1.3', cipher: 'x' } }], ignore: ['hold', 'timer', 'cancelTimer'] });
  book.io.take(origin, undefined, { protocol: 'tls' });
  book.start((stage) => new TlsHandler(partsFor(stage, { stack: 'http', serverTls: 'always' }), () => ({ onData() {}, onEnd() {}, onReset() {} }))).client(hi);
  expect(book.take().at(-1)?.slice(0, 2)).toEqual(['secure', 'client']);
  book.server('for another');
  expect(book.conn.server).toBeUndefined();
  book.secured(CLIENT, { alpn: 'http/1.1' }).expect(['become', 'Object']);
});

test('opens a server that nobody has opened yet', () => {
  start({ playbook: { serverOpen: false } }).client(hi).expect(['open', 'example.com:443']).opened().expect(secureServer);
});

test('waits for an open that is under way', () => {
  const book = new Playbook({ destination: origin, ignore: ['hold', 'timer', 'cancelTimer'] });
  book.io.open(origin);
  book.start((stage) => new TlsHandler(partsFor(stage, { stack: 'http' }), () => new HttpStub(partsFor(stage))))
    .client(hi).expect(['open', 'example.com:443']).opened().expect(secureServer);
});

test('lazily, or with a server that is not to be TLS, the client is answered at once', () => {
  const answered = ['secure', 'client', { protocol: 'tls', head: raw, alpn: ['http/1.1'], leaf: { names } }] as const;
  start({ options: { connectionStrategy: 'lazy' } }).client(hi).expect(answered);
  start({ route: { stack: 'http', serverTls: 'never' } }).client(hi).expect(answered);
});

test('TLS to an explicit proxy itself: the name asked for, or the address that was reached', () => {
  const route = { stack: 'http', form: 'absolute', serverTls: 'never' } as const;
  const playbook = { ignore: ['hold', 'timer', 'cancelTimer'] } as const;
  const bare = () => new Playbook(playbook).start((stage) => new TlsHandler(partsFor(stage, route), () => new HttpStub(partsFor(stage))));
  const plain = clientHello({ alpn: ['http/1.1'] });
  bare().client(plain).expect(['secure', 'client', { protocol: 'tls', head: plain.toString('latin1'), alpn: ['http/1.1'], leaf: { names: ['192.0.2.1'] } }]);
  bare().client(hi).expect(['secure', 'client', { protocol: 'tls', head: raw, alpn: ['http/1.1'], leaf: { names: ['www.example.com'] } }]);
});

describe('a name for the server', () => {
  test('is the route\'s, where it has one', () => {
    start({ route: { stack: 'http', serverName: 'api.example.com' } }).client(hi).expect([...secureServer.slice(0, 2), { ...secureServer[2], sni: 'api.example.com' }] as never);
  });

  test('is the destination\'s without SNI, and none for an address', () => {
    const bare = clientHello({ alpn: ['http/1.1'] });
    start().client(bare).expect(['secure', 'server', { ...secureServer[2], sni: 'example.com' }]);
    start({ playbook: { destination: { host: '203.0.113.9', port: 443 } } }).client(bare).expect(['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'full' }]);
  });
});

describe('protocols', () => {
  const custom = clientHello({ sni: 'www.example.com', alpn: ['mqtt', 'h2', 'x'] });
  const offered = (alpn: readonly string[]) => ['secure', 'server', { ...secureServer[2], alpn }] as const;
  const chosen = (alpn: readonly string[], head = custom) => ['secure', 'client', { protocol: 'tls', head: head.toString('latin1'), alpn, leaf: { names } }] as const;

  test('raw stacks mirror all of them both ways', () => {
    start({ route: { stack: 'tcp' } }).client(custom).expect(offered(['mqtt', 'h2', 'x'])).secured(SERVER, { alpn: 'mqtt' }).expect(chosen(['mqtt']));
    start({ route: { stack: 'tcp' } }).client(custom).secured(SERVER).expect(offered(['mqtt', 'h2', 'x']), chosen([]));
    start({ route: { stack: 'tcp', serverTls: 'never' } }).client(custom).expect(chosen(['mqtt', 'h2', 'x']));
  });

  test('where it is to be found out, multiplexed ones are left out', () => {
    start({ route: { stack: 'detect' } }).client(custom).expect(offered(['mqtt', 'x'])).secured(SERVER, { alpn: 'x' }).expect(chosen(['x']));
  });

  test('an HTTP client gets HTTP/1.1 if it offered it, even where the server chose none', () => {
    start().client(hi).secured(SERVER).expect(secureServer, chosen(['http/1.1'], hi));
    start().client(custom).expect(offered([])).secured(SERVER).expect(chosen([]));
  });
});

describe('a server that fails', () => {
  test('is left for HTTP to tell', () => {
    const book = start().client(hi).secured(SERVER, untrusted).expect(secureServer, ['secure', 'client', { protocol: 'tls', head: raw, alpn: ['http/1.1'], leaf: { names } }]);
    expect(book.conn.server).toMatchObject({ state: 'failed', error: untrusted });
    book.secured(CLIENT).expect(['become', 'HttpStub']).expectFlows();
  });

  test('to open is left for HTTP too', () => {
    start({ playbook: { serverOpen: false } }).client(hi).opened(refused)
      .expect(['open', 'example.com:443'], ['secure', 'client', { protocol: 'tls', head: raw, alpn: ['http/1.1'], leaf: { names } }]);
  });

  test('ends a raw connection with one flow', () => {
    start({ route: { stack: 'tcp' } }).client(hi).secured(SERVER, untrusted).expectFlows({ type: 'tcp', outcome: 'tls-server-untrusted' });
    start({ route: { stack: 'tcp', serverTls: 'never' }, playbook: { serverOpen: false } }).client(hi).secured(CLIENT).take();
  });

  test('before the hello is found out after it', () => {
    start({ route: { stack: 'tcp' } }).serverResets().client(hi).expect(['close', 'reset']).expectFlows({ outcome: 'reset' });
  });
});

describe('a client that fails', () => {
  test.each(['tls-client-rejected', 'tls-client-invalid'] as const)('with %s is one flow in error', (code) => {
    start().client(hi).secured(SERVER).secured(CLIENT, new ProxyError(code, 'no')).expectFlows({ type: 'tcp', outcome: code });
  });

  test('to send a hello', () => {
    start().client('\x16\x03\x01\x00\x00').expect(['close', 'tls-client-invalid']).expectFlows({ outcome: 'tls-client-invalid' });
    start().client(hi.subarray(0, 9)).clientEnds().expectFlows({ outcome: 'closed-early' });
    start().client(hi.subarray(0, 9)).clientResets().expectFlows({ outcome: 'reset' });
    start().client(hi.subarray(0, 9)).tick(30_000).expect(['close', 'tls-client-invalid']).expectFlows({ outcome: 'tls-client-invalid' });
    start().client(hi.subarray(0, 9)).shutdown().expectFlows({ outcome: 'shutdown' });
  });
});

describe('a hello that is not to be intercepted', () => {
  test('passes with all its bytes, is no flow', () => {
    start({ options: { decide: ({ sni }) => (sni === 'www.example.com' ? 'pass' : 'intercept') } }).client(hi)
      .expect(['become', 'TcpRelay'], ['send', 'server', raw]).expectFlows();
  });

  test('is intercepted all the same where the client must first say who it is', () => {
    const options = { decide: () => 'pass' as const, authenticate: true };
    for (const auth of ['proxy', 'origin'] as const) start({ options, route: { auth } }).client(hi).expect(secureServer);
    start({ options, route: { auth: 'none' } }).client(hi).expect(['become', 'TcpRelay'], ['send', 'server', raw]);
    start({ options, route: { auth: 'origin', stack: 'tcp' } }).client(hi).expect(['become', 'TcpRelay'], ['send', 'server', raw]);
  });

  test('is closed without a word', () => {
    start({ options: { decide: () => 'close' } }).client(hi).expect(['close']).expectFlows();
  });
});
