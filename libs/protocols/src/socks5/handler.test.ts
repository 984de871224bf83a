import { defaultLimits, ProxyError, type Answer, type Route, type Via } from '@weir/core';
import { Playbook } from '@weir/testing';
import { fixture } from '../../test/fixture.ts';
import { hereAnswers } from '../../test/local-answers.ts';
import { HttpStub, partsFor } from '../../test/parts.ts';
import { credentials, greeting, passwordGreeting, request, socks5, unbound } from '../../test/socks5.ts';
import { Socks5Handler } from './handler.ts';

const authenticate = { options: { authenticate: true } } as const;
const lazy = { options: { connectionStrategy: 'lazy' } } as const;
const good = { kind: 'authenticate', ok: true } as const;
const question = ['ask', { kind: 'authenticate', user: 'user', password: 'pass!' }] as const;

describe('the way to the server', () => {
  test('eager: the reply comes with the server, and says where it is reached from', () => {
    const book = socks5().client(greeting).expect(['send', 'client', '\x05\x00']).client(request).expect(['hold', 'client'], ['open', 'a.example:443']);
    book.conn.server!.bound = { host: '192.0.2.9', port: 0x1234 };
    book.opened().expect(['send', 'client', '\x05\x00\x00\x01\xc0\x00\x02\x09\x12\x34'], ['become', 'HttpStub'])
      .client('hello').expect(['send', 'client', 'hello']).expectFlows();
    expect(book.conn.destination).toEqual({ host: 'a.example', port: 443 });
  });

  test('an IPv6 one is said in 16 bytes', () => {
    const book = socks5().client(greeting + request);
    book.conn.server!.bound = { host: '2001:db8::9', port: 80 };
    book.opened();
    expect(book.take().at(-2)).toEqual(['send', 'client', `\x05\x00\x00\x04\x20\x01\x0d\xb8${'\0'.repeat(11)}\x09\x00\x50`]);
  });

  test('where that is not known it is 0.0.0.0:0', () => {
    socks5().client(greeting + request).expect(['send', 'client', '\x05\x00'], ['hold', 'client'], ['open', 'a.example:443'])
      .opened().expect(['send', 'client', `\x05\x00${unbound}`], ['become', 'HttpStub']);
  });

  test('lazy: the reply comes at once, nothing is opened', () => {
    socks5(lazy).client(greeting).client(request).expect(['send', 'client', `\x05\x00\x05\x00${unbound}`], ['become', 'HttpStub']);
  });

  test('the same for a name that is answered here', () => {
    const book = new Playbook({ ignore: ['timer', 'cancelTimer', 'hold'] }).start((stage) => {
      const parts = { ...partsFor(stage, { stack: 'socks5', auth: 'proxy' }), local: { ...hereAnswers, isFor: (host: string) => host === 'a.example' } };
      return new Socks5Handler({ ...parts, protocols: { start: () => new HttpStub(parts) } });
    });
    book.client(greeting + request).expect(['send', 'client', `\x05\x00\x05\x00${unbound}`], ['become', 'HttpStub']);
  });

  test('what follows the request in its segment is for the server; a server that speaks first is heard inside', () => {
    const book = socks5().client(`${greeting}${request}hello`).expect(['send', 'client', '\x05\x00'], ['hold', 'client'], ['open', 'a.example:443']);
    book.opened().server('220 hi').expect(['send', 'client', `\x05\x00${unbound}`], ['become', 'HttpStub'], ['send', 'client', 'hello'], ['send', 'server', '220 hi']);
  });

  test('a way through another proxy is the route\'s to say; what its server is bound to is not known', () => {
    const via: Via = { scheme: 'socks5', address: { host: 'proxy', port: 1080 } };
    let inside: Route | undefined;
    const book = new Playbook({ ignore: ['timer', 'cancelTimer', 'hold'] }).start((stage) => {
      const parts = partsFor(stage, { stack: 'socks5', auth: 'proxy', egress: { via: () => via } });
      return new Socks5Handler({ ...parts, protocols: { start: (_conn, _io, route) => ((inside = route), new HttpStub(parts)) } });
    });
    book.client(greeting + request).expect(['send', 'client', '\x05\x00'], ['open', 'a.example:443', via]);
    book.conn.server!.bound = { host: '192.0.2.9', port: 1 };
    book.conn.server!.via = via;
    book.opened().expect(['send', 'client', `\x05\x00${unbound}`], ['become', 'HttpStub']);
    expect(inside).toMatchObject({ stack: 'detect', form: 'origin', auth: 'none', serverTls: 'mirror', egress: { via: expect.any(Function) } });
  });

  test('through an HTTP proxy the reply comes at once: only what the client says next tells how that one is asked', () => {
    const via: Via = { scheme: 'http', address: { host: 'proxy', port: 3128 } };
    const book = new Playbook({ ignore: ['timer', 'cancelTimer'] }).start((stage) => {
      const parts = partsFor(stage, { stack: 'socks5', egress: { via: () => via } });
      return new Socks5Handler({ ...parts, protocols: { start: () => new HttpStub(parts) } });
    });
    book.client(greeting + request).expect(['send', 'client', `\x05\x00\x05\x00${unbound}`], ['become', 'HttpStub']);
  });
});

test.each<[string, ProxyError, string]>([
  ['refuses', new ProxyError('connect-refused', 'refused'), '\x05'],
  ['is on a network that cannot be reached', new ProxyError('connect-unreachable', 'no way', { cause: { code: 'ENETUNREACH' } }), '\x03'],
  ['cannot be reached', new ProxyError('connect-unreachable', 'no way', { cause: { code: 'EHOSTUNREACH' } }), '\x04'],
  ['does not answer', new ProxyError('connect-timeout', 'silence'), '\x06'],
  ['has no address', new ProxyError('dns-failure', 'no such name'), '\x04'],
  ['may not be reached', new ProxyError('destination-blocked', 'a rule'), '\x02'],
  ['is behind a proxy that says no', new ProxyError('upstream-refused', 'no', { status: 403 }), '\x02'],
  ['is lost by our fault', new ProxyError('internal', 'a bug'), '\x01'],
])('a server that %s is told in a reply, and is one tcp flow', (_what, error, reply) => {
  socks5().client(greeting + request).opened(error)
    .expect(['send', 'client', '\x05\x00'], ['hold', 'client'], ['open', 'a.example:443'], ['send', 'client', `\x05${reply}${unbound}`], ['close', error.code])
    .expectFlows({ type: 'tcp', outcome: error.code, messages: [] });
});

describe('what is refused', () => {
  test.each<[string, string, string, string]>([
    ['SOCKS4', '\x04\x01\x00\x50\x7f\x00\x00\x01\x00', '', 'protocol-violation'],
    ['HTTP', 'GET / HTTP/1.1\r\n\r\n', '', 'protocol-violation'],
    ['TLS', '\x16\x03\x01', '', 'protocol-violation'],
    ['only methods that are not there', '\x05\x02\x01\x02', '\x05\xff', 'protocol-violation'],
    ['no method at all', '\x05\x00', '\x05\xff', 'protocol-violation'],
    ['BIND', `${greeting}\x05\x02${request.slice(2)}`, `\x05\x00\x05\x07${unbound}`, 'protocol-violation'],
    ['UDP ASSOCIATE', `${greeting}\x05\x03\x00\x01\0\0\0\0\0\0`, `\x05\x00\x05\x07${unbound}`, 'protocol-violation'],
    ['an unknown command', `${greeting}\x05\x09`, `\x05\x00\x05\x07${unbound}`, 'protocol-violation'],
    ['an unknown type of address', `${greeting}\x05\x01\x00\x02`, `\x05\x00\x05\x08${unbound}`, 'protocol-violation'],
    ['a request of another version', `${greeting}\x04\x01`, `\x05\x00\x05\x01${unbound}`, 'protocol-violation'],
    ['a reserved byte that is not 0', `${greeting}\x05\x01\x01`, `\x05\x00\x05\x01${unbound}`, 'protocol-violation'],
    ['an empty domain', `${greeting}\x05\x01\x00\x03\x00`, `\x05\x00\x05\x01${unbound}`, 'destination-unknown'],
    ['a domain that is no name', `${greeting}\x05\x01\x00\x03\x03a/b\x00\x50`, `\x05\x00\x05\x04${unbound}`, 'destination-unknown'],
    ['port 0', `${greeting}\x05\x01\x00\x03\x01a\x00\x00`, `\x05\x00\x05\x01${unbound}`, 'destination-unknown'],
  ])('%s', (_what, bytes, answer, code) => {
    const book = socks5().client(bytes).client('more');
    expect(book.take()).toEqual([...(answer === '' ? [] : [['send', 'client', answer]]), ['close', code]]);
    book.expectFlows({ type: 'tcp', outcome: code });
    expect(book.conn.server).toBeUndefined();
  });
});

describe('user and password', () => {
  test('are demanded, asked about, and do not reach what is inside', () => {
    socks5(authenticate).client(passwordGreeting).expect(['send', 'client', '\x05\x02'])
      .client(credentials).expect(['hold', 'client'], question)
      .answer(good).expect(['send', 'client', '\x01\x00'], ['release', 'client'])
      .client(`${request}hello`).expect(['hold', 'client'], ['open', 'a.example:443'])
      .opened().expect(['send', 'client', `\x05\x00${unbound}`], ['become', 'HttpStub'], ['send', 'client', 'hello']);
  });

  test('all in one segment waits for each answer in turn', () => {
    socks5(authenticate).client(passwordGreeting + credentials + request).expect(['send', 'client', '\x05\x02'], ['hold', 'client'], question)
      .answer(good).expect(['send', 'client', '\x01\x00'], ['release', 'client'], ['hold', 'client'], ['open', 'a.example:443']);
  });

  test.each<[string, Answer | ProxyError, string]>([
    ['are wrong', { kind: 'authenticate', ok: false }, 'auth-required'],
    ['can be judged by nobody', new ProxyError('internal', 'nobody answers'), 'internal'],
  ])('that %s', (_what, answer, code) => {
    socks5(authenticate).client(passwordGreeting + credentials + request).answer(answer)
      .expect(['send', 'client', '\x05\x02'], ['hold', 'client'], question, ['send', 'client', '\x01\x01'], ['close', code])
      .expectFlows({ type: 'tcp', outcome: code });
  });

  test.each([['another version', '\x05\x01u\x01p'], ['an empty name', '\x01\x00\x01p'], ['an empty password', '\x01\x01u\x00']])('%s', (_what, bytes) => {
    socks5(authenticate).client(passwordGreeting + bytes).expect(['send', 'client', '\x05\x02\x01\x01'], ['close', 'protocol-violation'])
      .expectFlows({ type: 'tcp', outcome: 'protocol-violation' });
  });

  test('not offered', () => {
    socks5(authenticate).client(greeting).expect(['send', 'client', '\x05\xff'], ['close', 'auth-required']).expectFlows({ type: 'tcp', outcome: 'auth-required' });
  });

  test('are in no error', () => {
    const errors: string[] = [];
    for (const answer of [{ kind: 'authenticate', ok: false } as const, undefined]) {
      const book = socks5(authenticate);
      const { close } = book.io;
      book.io.close = (error) => (errors.push(`${error?.message}${String(error?.cause)}${error?.reason}`), close.call(book.io, error));
      book.client(passwordGreeting).client(answer === undefined ? credentials.replace('\x01\x04', '\x02\x04') : credentials);
      if (answer !== undefined) book.answer(answer);
    }
    expect(errors).toHaveLength(2);
    expect(errors.join('')).not.toMatch(/pass!|"?user"?:/);
  });
});

describe('real clients', () => {
  test.each([
    ['curl-7.88.1-socks5', '127.0.0.1:8000'], ['curl-7.88.1-socks5-ipv6', '[2001:db8::1]:8000'], ['openjdk-17.0.15', 'java.example:8443'],
    ['chromium-156.0.8078.79', 'chromium.example:80'],
  ])('%s', (name, destination) => {
    socks5().client(fixture(name, 'socks5')).expect(['send', 'client', '\x05\x00'], ['hold', 'client'], ['open', destination]);
  });

  test.each([
    ['curl-7.88.1-socks5-hostname-password', 'curl.example:443'], ['openjdk-17.0.15-password', 'java.example:8443'],
  ])('%s', (name, destination) => {
    socks5(authenticate).client(fixture(name, 'socks5')).expect(['send', 'client', '\x05\x02'], ['hold', 'client'], ['ask', { kind: 'authenticate', user: 'user', password: 'pass' }])
      .answer(good).expect(['send', 'client', '\x01\x00'], ['release', 'client'], ['hold', 'client'], ['open', destination]);
  });
});

describe('how it ends', () => {
  test('a client that says nothing is no flow, and has no longer than one that does', () => {
    socks5().clientEnds().expect(['close']).expectFlows();
    socks5().clientResets().expect(['close']).expectFlows();
    socks5().drain().expect(['close']).expectFlows();
    socks5().tick(defaultLimits.handshakeMs).expect(['close']).expectFlows();
  });

  test.each([['the greeting', '\x05'], ['the request', `${greeting}\x05\x01`]])('a client that does not finish %s', (_what, bytes) => {
    for (const [happens, code] of [['tick', 'limit-exceeded'], ['clientEnds', 'closed-early'], ['clientResets', 'reset']] as const) {
      const book = socks5().client(bytes);
      book.take();
      book.play(happens === 'tick' ? ['tick', defaultLimits.handshakeMs] : [happens]).expect(['close', code]).expectFlows({ type: 'tcp', outcome: code });
    }
  });

  test('the client\'s time does not run while it waits for an answer, and begins anew with it', () => {
    const book = socks5(authenticate).client(passwordGreeting + credentials);
    book.take();
    book.tick(defaultLimits.handshakeMs * 3).expect().answer(good).expect(['send', 'client', '\x01\x00'], ['release', 'client'])
      .tick(defaultLimits.handshakeMs - 1).client(request).expect(['hold', 'client'], ['open', 'a.example:443'])
      .tick(defaultLimits.handshakeMs * 3).expect();
  });

  test('a handshake that has begun may end within a drain; a shutdown is the flow\'s error', () => {
    socks5().client(greeting).drain().client(request).expect(['send', 'client', '\x05\x00'], ['hold', 'client'], ['open', 'a.example:443']);
    socks5().client(greeting).shutdown(new ProxyError('shutdown', 'the end')).expectFlows({ type: 'tcp', outcome: 'shutdown' });
    socks5().client(greeting + request).shutdown(new ProxyError('shutdown', 'the end')).expectFlows({ type: 'tcp', outcome: 'shutdown' });
  });
});
