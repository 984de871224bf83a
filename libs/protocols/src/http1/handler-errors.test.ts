import { ProxyError } from '@weir/core';
import type { Playbook } from '@weir/testing';
import { explicit, get, http1, ok, pageStatus, reverse } from '../../test/http1.ts';

const refused = new ProxyError('connect-refused', 'connection <refused>');
const post = (length: number): string => `POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: ${length}\r\n\r\n`;
const chunkedPost = 'POST / HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n';

/** All that was sent to one side. */
function sent(book: Playbook, to: 'client' | 'server'): string {
  return book.effects.map((effect) => (effect[0] === 'send' && effect[1] === to ? effect[2] : '')).join('');
}

function outcomes(book: Playbook): unknown[] {
  return book.flows.map((flow) => [flow.outcome, flow.request !== undefined, flow.response !== undefined]);
}

function orders(book: Playbook): string[] {
  return book.take().filter(([name]) => name === 'reset' || name === 'close' || name === 'end' || name === 'open').map((effect) => effect.join(' '));
}

describe('requests that are refused', () => {
  test.each([
    ['both framings', `${chunkedPost.slice(0, -2)}Content-Length: 3\r\n\r\n`, 400], ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a Host that is none', 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n', 400], ['userinfo in Host', 'GET / HTTP/1.1\r\nHost: u@h\r\n\r\n', 400],
    ['garbage', '\x16\x03\x01\r\n\r\n', 400], ['too long a head', `GET /${'a'.repeat(70_000)}`, 431],
    ['CONNECT where no explicit proxy listens', 'CONNECT a:1 HTTP/1.1\r\n\r\n', 400],
  ])('%s: nothing goes to the server, the flow has the error', (_name, request, status) => {
    const book = reverse().client(request);
    expect(sent(book, 'server')).toBe('');
    expect(pageStatus(sent(book, 'client'))).toBe(status);
    expect(book.closed).toBe(true);
    expect(book.flows.map((flow) => flow.outcome)).toEqual([status === 431 ? 'limit-exceeded' : 'protocol-violation']);
  });

  test.each([
    ['no destination', 'GET / HTTP/1.0\r\n\r\n'], ['an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n'], ['another scheme', 'GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['userinfo', 'GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n'], ['CONNECT without port', 'CONNECT a HTTP/1.1\r\n\r\n'], ['a port beyond all', 'CONNECT a:65536 HTTP/1.1\r\n\r\n'],
    ['CONNECT to nothing', 'CONNECT :1 HTTP/1.1\r\n\r\n'], ['no authority', 'GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n'], ['a bad literal', 'GET http://[x]/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('by an explicit proxy: %s', (_name, request) => {
    const book = explicit().client(request);
    expect(pageStatus(sent(book, 'client'))).toBe(400);
    expect(outcomes(book)).toEqual([['protocol-violation', false, false]]);
    expect(orders(book)).toEqual(['close protocol-violation']);
  });

  test('the answer waits for those before it', () => {
    const book = reverse().client(`${get}GET / HTTP/1.1\r\n\r\n`).expect(['send', 'server', get], ['hold', 'client']);
    book.server(ok);
    expect(sent(book, 'client').startsWith(ok)).toBe(true);
    expect(pageStatus(sent(book, 'client').slice(ok.length))).toBe(400);
    expect(outcomes(book)).toEqual([['complete', true, true], ['protocol-violation', false, false]]);
  });

  test('malformed chunks: the server is reset, the client answered', () => {
    const book = reverse().client(`${chunkedPost}1\r\na\r\n`).client('zz');
    expect(orders(book)).toEqual(['reset server', 'close protocol-violation']);
    expect(pageStatus(sent(book, 'client'))).toBe(400);
    expect(outcomes(book)).toEqual([['protocol-violation', true, false]]);
  });

  test('a head that takes too long: 408; one that never began: nothing', () => {
    const book = reverse({ limits: { headMs: 100 } }).client('GET /').tick(101);
    expect(pageStatus(sent(book, 'client'))).toBe(408);
    expect(outcomes(book)).toEqual([['limit-exceeded', false, false]]);
    reverse({ limits: { headMs: 100 } }).tick(1000).client(get).server(ok).client('\r\n').tick(1000).expect(['send', 'server', get], ['send', 'client', ok]);
  });

  test('body_size_limit: 413 for a length, both sides reset for chunks', () => {
    const book = reverse({ options: { bodySizeLimit: 3 } }).client(post(4) + 'abcd');
    expect(pageStatus(sent(book, 'client'))).toBe(413);
    expect(sent(book, 'server')).toBe('');
    expect(outcomes(book)).toEqual([['limit-exceeded', true, false]]);
    const midway = reverse({ options: { bodySizeLimit: 3 } }).client(`${chunkedPost}3\r\nabc\r\n`).client('1\r\n').client('d');
    expect(orders(midway)).toEqual(['reset client', 'reset server', 'close limit-exceeded']);
    expect(outcomes(midway)).toEqual([['limit-exceeded', true, false]]);
    reverse({ options: { bodySizeLimit: 3 } }).client(post(3) + 'abc').expect(['send', 'server', post(3) + 'abc']);
  });
});

describe('servers that cannot be reached', () => {
  test('502 with the reason, escaped', () => {
    const book = explicit().client(get).opened(refused);
    expect(pageStatus(sent(book, 'client'))).toBe(502);
    expect(sent(book, 'client')).toContain('connection &#60;refused&#62;');
    expect(outcomes(book)).toEqual([['connect-refused', true, false]]);
  });

  test('an answer to HEAD has no content', () => {
    const book = explicit().client(get.replace('GET', 'HEAD')).opened(refused);
    expect(sent(book, 'client')).toMatch(/^HTTP\/1\.1 502 [^<]*\r\n\r\n$/);
  });

  test('an open that had failed before, and TLS that fails', () => {
    const book = reverse({ playbook: { serverOpen: false } });
    book.conn.server = { address: { host: 'example.com', port: 80 }, state: 'failed', error: refused };
    book.io.handler?.onStart?.();
    expect(pageStatus(sent(book.client(get), 'client'))).toBe(502);
    expect(outcomes(book)).toEqual([['connect-refused', true, false]]);
    const tls = http1({ route: { serverTls: 'always' }, playbook: { destination: { host: 'a', port: 443 }, serverOpen: true } })
      .client(get).secured(1, new ProxyError('tls-server-untrusted', 'self-signed'));
    expect(pageStatus(sent(tls, 'client'))).toBe(502);
    expect(outcomes(tls)).toEqual([['tls-server-untrusted', true, false]]);
  });

  test('a server that resets within each handshake is not asked for ever', () => {
    const book = http1({ route: { serverTls: 'always' }, playbook: { destination: { host: 'a', port: 443 }, serverOpen: true } }).client(get).serverResets();
    expect(orders(book)).toEqual(['close reset']);
    expect(outcomes(book)).toEqual([['reset', true, false]]);
  });
});

describe('answers that are refused', () => {
  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9\r\n\r\n'], ['both framings', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['101 that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'], ['too long a head', `HTTP/1.1 200 ${'a'.repeat(70_000)}`],
  ])('502 for %s', (_name, answer) => {
    const book = reverse().client(get).server(answer);
    expect(pageStatus(sent(book, 'client'))).toBe(502);
    const code = _name === 'too long a head' ? 'limit-exceeded' : 'protocol-violation';
    expect(orders(book)).toEqual(['reset server', `close ${code}`]);
    expect(outcomes(book)).toEqual([[code, true, false]]);
  });

  test('malformed chunks after the head: the client is reset, never left with a clean end', () => {
    const book = reverse().client(get).server('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n').server('zz');
    expect(orders(book)).toEqual(['reset client', 'reset server', 'close protocol-violation']);
    expect(outcomes(book)).toEqual([['protocol-violation', true, true]]);
  });

  test('body_size_limit: 502 for a length, both sides reset for chunks', () => {
    const book = reverse({ options: { bodySizeLimit: 1 } }).client(get).server(ok);
    expect(pageStatus(sent(book, 'client'))).toBe(502);
    const midway = reverse({ options: { bodySizeLimit: 1 } }).client(get).server('HTTP/1.1 200 OK\r\n\r\na').server('b');
    expect(orders(midway)).toEqual(['reset client', 'reset server', 'close limit-exceeded']);
    reverse({ options: { bodySizeLimit: 1 } }).client(get.replace('GET', 'HEAD')).server('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n').expectFlows({ outcome: 'complete' });
  });

  test('bytes that nobody asked for cost the server its connection, not the client', () => {
    const book = reverse().client(get).server(`${ok}HTTP/1.1 408 Request Timeout\r\n\r\n`).expect(['send', 'server', get], ['send', 'client', ok], ['reset', 'server']);
    book.client(get).expect(['hold', 'client'], ['open', 'example.com:80']).opened().server(ok)
      .expect(['send', 'server', get], ['release', 'client'], ['send', 'client', ok]);
    reverse().server('220 smtp\r\n').expect(['reset', 'server']);
  });
});
