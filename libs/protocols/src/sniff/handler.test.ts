import { CLIENT, ProxyError } from '@weir/core';
import { exampleOrigin } from '@weir/testing';
import { sniffer as start } from '../../test/sniffer.ts';
import { undecidedMs } from './handler.ts';

const refused = new ProxyError('connect-refused', 'refused');

test('opens a known destination at once, and hands a request on with its first bytes', () => {
  start().expect(['open', 'example.com:80'])
    .client('GET').expect()
    .client(' / HTTP/1.1\r\n').expect(['become', 'HttpStub'], ['send', 'client', 'GET / HTTP/1.1\r\n']);
});

test('lazily, nothing is opened before the handler wants it', () => {
  start({ options: { connectionStrategy: 'lazy' } }).expect().client('\x00').expect(['become', 'TcpRelay'], ['hold', 'client'], ['open', 'example.com:80']);
});

test('a server that speaks first is raw TCP', () => {
  start().opened().server('220 smtp.example\r\n')
    .expect(['open', 'example.com:80'], ['become', 'TcpRelay'], ['send', 'client', '220 smtp.example\r\n'])
    .client('EHLO me\r\n').expect(['send', 'server', 'EHLO me\r\n']);
});

test('in an HTTP stack the server is heard only after the request', () => {
  start({ route: { stack: 'http' } }).opened().server('early').expect(['open', 'example.com:80'], ['hold', 'server'])
    .client('x').expect(['become', 'HttpStub'], ['send', 'client', 'x'], ['send', 'server', 'early']);
});

test('a ClientHello goes to TLS', () => {
  start().client('\x16\x03\x01').expect(['open', 'example.com:80'], ['become', 'TlsHandler'], ['hold', 'server']);
});

describe('inside TLS', () => {
  const open = { destination: exampleOrigin, serverOpen: true } as const;

  test('an HTTP protocol that was agreed on is enough', () => {
    start({ playbook: { ...open, clientTls: { alpn: 'http/1.1' } }, insideTls: true }).expect(['become', 'HttpStub']);
  });

  test('a fixed stack needs no bytes', () => {
    start({ playbook: { ...open, clientTls: {} }, insideTls: true, route: { stack: 'http' } }).expect(['become', 'HttpStub']);
    start({ playbook: { ...open, clientTls: {} }, insideTls: true, route: { stack: 'tcp', serverTls: 'never' } }).expect(['become', 'TcpRelay']);
  });

  test('otherwise the bytes are looked at, for anything but TLS', () => {
    start({ playbook: { ...open, clientTls: {} }, insideTls: true, route: { serverTls: 'never' } }).client('\x16\x03\x01')
      .expect(['become', 'TcpRelay'], ['send', 'server', '\x16\x03\x01']);
  });
});

describe('a client that says nothing', () => {
  test('and ends is no flow', () => {
    start().clientEnds().expect(['open', 'example.com:80'], ['close']).expectFlows();
  });

  test('and ends is relayed in a raw stack', () => {
    start({ route: { stack: 'tcp', serverTls: 'never' } }).opened().clientEnds().expect(['open', 'example.com:80'], ['become', 'TcpRelay'], ['end', 'server']);
  });

  test('and resets is no flow', () => {
    start().clientResets().expect(['open', 'example.com:80'], ['close', 'reset']).expectFlows();
  });

  test('is closed by a drain', () => {
    start().drain().expect(['open', 'example.com:80'], ['close']).expectFlows();
  });
});

describe('bytes that could become a request', () => {
  test('are taken for raw ones when no more come', () => {
    start().opened().client('PING').expect(['open', 'example.com:80'])
      .tick(undecidedMs).expect(['become', 'TcpRelay'], ['send', 'server', 'PING']);
  });

  test('are taken for raw ones when the client ends', () => {
    start().opened().client('PING').clientEnds().expect(['open', 'example.com:80'], ['become', 'TcpRelay'], ['send', 'server', 'PING'], ['end', 'server']);
  });

  test('and a reset are one flow in error', () => {
    start().client('PI').clientResets().expectFlows({ type: 'tcp', outcome: 'reset' });
  });

  test('and an idle end are one flow in error', () => {
    start().client('PI').shutdown(new ProxyError('idle-timeout', 'idle')).expectFlows({ outcome: 'idle-timeout' });
  });
});

describe('a client that says nothing', () => {
  test('until it is closed for that is one flow in error', () => {
    start().opened().shutdown(new ProxyError('idle-timeout', 'idle')).expectFlows({ type: 'tcp', outcome: 'idle-timeout' });
  });

  test('and goes by itself, or with everybody, is none', () => {
    start().opened().clientEnds().expectFlows();
    start().opened().clientResets().expectFlows();
    start().opened().shutdown().expectFlows();
    start().opened().drain().expectFlows();
  });
});

describe('an open that fails', () => {
  test('is left for HTTP to answer', () => {
    start({ route: { stack: 'http' } }).opened(refused).expect(['open', 'example.com:80'], ['hold', 'server']).client('G').expect(['become', 'HttpStub'], ['send', 'client', 'G']);
  });

  test('ends a raw connection with one flow', () => {
    start({ route: { stack: 'tcp' } }).opened(refused).expect(['open', 'example.com:80'], ['close', 'connect-refused']).expectFlows({ outcome: 'connect-refused' });
  });

  test('waits a moment for a request where it may come', () => {
    start().opened(refused).tick(undecidedMs).expect(['open', 'example.com:80'], ['become', 'TcpRelay'], ['close', 'connect-refused'])
      .expectFlows({ outcome: 'connect-refused' });
  });

  test('refuses a SYN that is held, at once', () => {
    start({ playbook: { destination: exampleOrigin, synHeld: true } }).opened(refused).expect(['open', 'example.com:80'], ['close', 'connect-refused'])
      .expectFlows({ outcome: 'connect-refused' });
  });
});

test('a server that resets before any byte is connected to anew by who needs it', () => {
  const book = start().opened().serverResets();
  expect(book.conn.server).toBeUndefined();
  book.client('\x00').expect(['open', 'example.com:80'], ['become', 'TcpRelay'], ['hold', 'client'], ['open', 'example.com:80']);
});

test('any bytes from either side lead to some handler', () => {
  let seed = 20261124;
  const next = (below: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
  for (let run = 0; run < 2000; run++) {
    const book = start({ route: { stack: (['detect', 'http', 'tcp'] as const)[next(3)] ?? 'detect' } }).opened();
    book.client(Uint8Array.from({ length: next(40) }, () => next(3) === 0 ? next(256) : 0x16 + next(3)));
    if (next(4) === 0) book.server('x');
    book.tick(undecidedMs).shutdown();
    expect(book.violations).toEqual([]);
    expect(book.io.lines[CLIENT]).toBeDefined();
  }
});
