import { ProxyError, type Route } from '@weir/core';
import { exampleOrigin, Playbook } from '@weir/testing';
import { explicit, get, http1, ok, reverse, reverseHandler } from '../../test/http1.ts';

const refused = new ProxyError('connect-refused', 'connection refused');

describe('in front of one server', () => {
  test('forwards the client\'s and the server\'s own bytes, each chunk in one send, and records the exchange', () => {
    const book = reverse();
    const input = Buffer.from(get);
    book.client(input).expect(['send', 'server', get]);
    book.server(ok).expect(['send', 'client', ok]).expectFlows({
      type: 'http',
      request: {
        method: 'GET', authority: 'example.com', scheme: 'http', host: 'example.com', port: 80, path: '/a?b', httpVersion: 'HTTP/1.1',
        headers: ['Host', 'example.com', 'Accept', '*/*'],
      },
      response: { status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: ['Content-Length', '2'] },
      body: { server: 'ok' },
      outcome: 'complete',
    });
    book.client(get).server(ok).expect(['send', 'server', get], ['send', 'client', ok]);
  });

  test('rewrites Host by splice: order, case and the rest stay; adds it where it is absent', () => {
    const book = reverse({ route: { rewriteAuthority: 'inner:8080' } });
    book.client('GET / HTTP/1.1\r\nA:1\r\nhOsT:  x \r\nb:  2\r\n\r\n').expect(['send', 'server', 'GET / HTTP/1.1\r\nA:1\r\nhOsT: inner:8080\r\nb:  2\r\n\r\n']);
    book.server(ok);
    book.client('GET / HTTP/1.0\r\nA: 1\r\n\r\n').expect(['send', 'client', ok], ['send', 'server', 'GET / HTTP/1.0\r\nHost: inner:8080\r\nA: 1\r\n\r\n'], ['hold', 'client']);
    expect(book.flows[0]?.request?.headers).toEqual(['A', '1', 'hOsT', 'inner:8080', 'b', '2']);
    expect(book.flows[0]?.request?.authority).toBe('x');
    expect(book.flows[1]?.request?.headers).toEqual(['Host', 'inner:8080', 'A', '1']);
  });

  test('absolute-form goes on as origin-form', () => {
    reverse().client('GET http://other:81/x?y HTTP/1.1\r\nHost: z\r\n\r\n').expect(['send', 'server', 'GET /x?y HTTP/1.1\r\nHost: other:81\r\n\r\n']);
    reverse().client('OPTIONS http://other HTTP/1.1\r\n\r\n').expect(['send', 'server', 'OPTIONS * HTTP/1.1\r\nHost: other\r\n\r\n']);
  });

  test('hop-by-hop proxy fields and h2c are taken out, all else stays', () => {
    reverse().client('GET / HTTP/1.1\r\nHost: example.com\r\nProxy-Authorization: Basic eDp5\r\nX: 1\r\nproxy-connection: keep-alive\r\n\r\n')
      .expect(['send', 'server', 'GET / HTTP/1.1\r\nHost: example.com\r\nX: 1\r\n\r\n']);
    reverse().client('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n')
      .expect(['send', 'server', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n']);
    reverse().client('GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade, HTTP2-Settings\r\nUpgrade: h2c, foo\r\nHTTP2-Settings: AA\r\n\r\n')
      .expect(['send', 'server', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: foo\r\n\r\n'], ['hold', 'client']);
  });

  test('Alt-Svc names the listening port, unless it is to stay', () => {
    const answer = 'HTTP/1.1 200 OK\r\nAlt-Svc: h3=":443"; ma=86400, h2="alt.example:8443"\r\nContent-Length: 0\r\n\r\n';
    const rewritten = answer.replace(':443', ':8080').replace('alt.example:8443', ':8080');
    reverse().client(get).server(answer).expect(['send', 'server', get], ['send', 'client', rewritten]);
    reverse({ options: { keepAltSvc: true } }).client(get).server(answer).expect(['send', 'server', get], ['send', 'client', answer]);
    http1({ playbook: { destination: exampleOrigin, serverOpen: true } }).client(get).server(answer).expect(['send', 'server', get], ['send', 'client', answer]);
  });

  test('pipelined requests go on as they come; answers are matched in order', () => {
    const three = get + get.replace('GET', 'HEAD') + get.replace('/a?b', '/c');
    const book = reverse().client(three).expect(['send', 'server', three]);
    const answers = `${ok}HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n`;
    book.server(answers).expect(['send', 'client', answers]);
    expect(book.flows.map((flow) => [flow.request?.method, flow.response?.status, flow.outcome])).toEqual([
      ['GET', 200, 'complete'], ['HEAD', 200, 'complete'], ['GET', 404, 'complete'],
    ]);
  });

  test('more than `pipelined` requests wait in the client\'s socket', () => {
    reverse({ limits: { pipelined: 2 } })
      .client(get + get + get + get).expect(['send', 'server', get + get], ['hold', 'client'])
      .server(ok).expect(['send', 'client', ok], ['send', 'server', get])
      .server(ok).expect(['send', 'client', ok], ['send', 'server', get])
      .server(ok).expect(['send', 'client', ok], ['release', 'client']);
  });

  test('the destination is the connection\'s in transparent use, and the flow shows Host', () => {
    const book = http1({ playbook: { destination: { host: '192.0.2.9', port: 8080 }, serverOpen: true } });
    book.client(get).expect(['send', 'server', get]);
    expect(book.flows[0]?.request).toMatchObject({ host: 'example.com', port: 8080, scheme: 'http' });
  });

  test('opens a server that is not open, and speaks TLS to it where the client does', () => {
    const book = http1({ playbook: { destination: { host: '192.0.2.9', port: 443 }, clientTls: { sni: 'example.com' } } });
    book.client(get).expect(['hold', 'client'], ['open', '192.0.2.9:443']);
    book.opened().expect(['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'full', sni: 'example.com' }]);
    book.secured(1).expect(['send', 'server', get], ['release', 'client']);
    expect(book.flows[0]?.request).toMatchObject({ host: 'example.com', port: 443, scheme: 'https' });
  });

  test('takes over a leg that is opening, or secure already', () => {
    const opening = new Playbook({ destination: exampleOrigin, ignore: ['timer'] });
    opening.io.open(exampleOrigin);
    opening.start(reverseHandler).client(get).expect(['open', 'example.com:80'], ['hold', 'client']).opened().expect(['send', 'server', get], ['release', 'client']);
    const adopted = http1({ route: { serverTls: 'always' }, playbook: { destination: exampleOrigin, serverOpen: true, serverTls: {} } });
    adopted.client(get).expect(['send', 'server', get]);
  });
});

describe('an explicit proxy', () => {
  test('absolute-form becomes origin-form, Host is the target\'s (RFC 9112, 3.2.2)', () => {
    const book = explicit().client('GET http://Example.com:8081/x HTTP/1.1\r\nHost: liar\r\nProxy-Connection: close\r\n\r\n');
    book.expect(['hold', 'client'], ['open', 'Example.com:8081']);
    book.opened().expect(['send', 'server', 'GET /x HTTP/1.1\r\nHost: Example.com:8081\r\n\r\n'], ['release', 'client']);
    expect(book.flows[0]?.request).toMatchObject({ host: 'Example.com', port: 8081, scheme: 'http', path: '/x', authority: 'Example.com:8081' });
  });

  test('IPv6 targets; no Host at all', () => {
    const book = explicit().client('GET http://[2001:db8::1]/ HTTP/1.1\r\n\r\n').expect(['hold', 'client'], ['open', '[2001:db8::1]:80']);
    book.opened().expect(['send', 'server', 'GET / HTTP/1.1\r\nHost: [2001:db8::1]\r\n\r\n'], ['release', 'client']);
    expect(book.flows[0]?.request?.host).toBe('2001:db8::1');
  });

  test('https targets are reached over TLS', () => {
    explicit({ options: { verify: 'none' } }).client('GET https://example.com/x HTTP/1.1\r\nHost: example.com\r\n\r\n').expect(['hold', 'client'], ['open', 'example.com:443'])
      .opened().expect(['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'none', sni: 'example.com' }])
      .secured(1).expect(['send', 'server', 'GET /x HTTP/1.1\r\nHost: example.com\r\n\r\n'], ['release', 'client']);
  });

  test('origin-form goes where Host says, port 80 or, to a TLS client, 443', () => {
    explicit().client(get).expect(['hold', 'client'], ['open', 'example.com:80']);
    explicit({ playbook: { clientTls: { sni: 'proxy' } } }).client(get).expect(['hold', 'client'], ['open', 'example.com:443'])
      .opened().expect(['secure', 'server', { protocol: 'tls', alpn: ['http/1.1'], verify: 'full', sni: 'example.com' }]);
  });

  test('a client that switches origins: the second waits until the first is answered', () => {
    const to = (host: string): string => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const sent = (host: string): string => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    explicit().client(to('a')).opened().expect(['hold', 'client'], ['open', 'a:80'], ['send', 'server', sent('a')], ['release', 'client'])
      .client(to('a') + to('b') + to('b') + to('a')).expect(['send', 'server', sent('a')], ['hold', 'client'])
      .server(ok).expect(['send', 'client', ok])
      .server(ok).expect(['send', 'client', ok], ['open', 'b:80'])
      .opened().expect(['send', 'server', sent('b') + sent('b')])
      .server(ok + ok).expect(['send', 'client', ok + ok], ['open', 'a:80'])
      .opened().expect(['send', 'server', sent('a')], ['release', 'client']);
  });
});

describe('CONNECT', () => {
  const connect = 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n';
  const established = 'HTTP/1.1 200 Connection established\r\n\r\n';

  test('eager: answered when the server is reached; then detection begins anew; no flow', () => {
    const inner: Route[] = [];
    const book = explicit({ inner }).client(`${connect}\r\nhello`).expect(['hold', 'client'], ['open', 'example.com:443']);
    book.opened().expect(['send', 'client', established], ['become', 'Successor'], ['send', 'server', 'hello']).expectFlows();
    expect(inner).toEqual([{ stack: 'detect', form: 'origin', auth: 'none', serverTls: 'mirror' }]);
    expect(book.conn.destination).toEqual({ host: 'example.com', port: 443 });
  });

  test('lazy: answered at once', () => {
    explicit({ options: { connectionStrategy: 'lazy' } }).client(connect).expect(['hold', 'client'], ['send', 'client', established], ['become', 'Successor']);
  });

  test('a refusal is answered with 502 and the connection goes on', () => {
    const book = explicit().client(connect).opened(refused);
    const [hold, open, page, release] = book.take();
    expect([hold, open, release]).toEqual([['hold', 'client'], ['open', 'example.com:443'], ['release', 'client']]);
    expect(page?.[2]).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n(?!.*Connection: close).*Cannot connect to example\.com:443: connection refused.*connection_strategy/s);
    book.client(connect).opened().expect(['hold', 'client'], ['open', 'example.com:443'], ['send', 'client', established], ['become', 'Successor']);
    book.expectFlows({ type: 'http', outcome: 'connect-refused' });
    expect(book.flows[0]?.request).toMatchObject({ method: 'CONNECT', path: 'example.com:443', host: 'example.com', port: 443 });
  });

  test('waits for the answers to what came before', () => {
    const book = explicit().client(get).opened();
    book.take();
    book.client(connect).expect(['hold', 'client']).server(ok).expect(['send', 'client', ok], ['open', 'example.com:443'])
      .opened().expect(['send', 'client', established], ['become', 'Successor']);
  });
});

describe('upgrades', () => {
  const upgrade = 'GET /chat HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

  test('101 ends HTTP: what follows on both sides goes to the successor', () => {
    reverse().client(`${upgrade}from client`).expect(['send', 'server', upgrade], ['hold', 'client'])
      .server(`${switching}from server`)
      .expect(['send', 'client', switching], ['become', 'Successor'], ['send', 'server', 'from client'], ['send', 'client', 'from server'])
      .expectFlows({ type: 'http', outcome: 'complete' });
  });

  test('any other answer: HTTP goes on', () => {
    reverse().client(upgrade + get).expect(['send', 'server', upgrade], ['hold', 'client']).server(ok).expect(['send', 'client', ok], ['send', 'server', get], ['release', 'client']);
  });

  test('other protocols pass only with rawtcp', () => {
    const other = upgrade.replace('websocket', 'irc');
    reverse({ options: { rawtcp: false } }).client(other).server(switching).expectFlows({ outcome: 'protocol-violation' });
    reverse().client(other).server(switching).expectFlows({ outcome: 'complete' });
    reverse({ options: { rawtcp: false } }).client(upgrade).server(switching).expectFlows({ outcome: 'complete' });
  });
});
