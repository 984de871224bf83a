import { readFileSync } from 'node:fs';
import { RawClient, RawOrigin, Weir, World, curl, until } from '../src/index.ts';

let world: World;
let weir: Weir;

beforeAll(async () => {
  world = await World.create();
  weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
}, 30_000);

afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

test('a GET in absolute form', async () => {
  const url = `http://127.0.0.1:${world.nginx.port}/hello.txt?first`;
  const answer = await curl('-x', weir.proxy(), '-H', 'X-Mixed-CASE: kept', '-H', 'x-second: 2', '-A', 'agent', url);
  expect(answer).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });

  const [flow] = await weir.settled('~u first');
  expect(flow).toMatchObject({
    type: 'http', state: 'complete', mode: 'regular@127.0.0.1:0',
    server: { address: '127.0.0.1', port: world.nginx.port, ip: '127.0.0.1' },
    request: { method: 'GET', scheme: 'http', host: '127.0.0.1', port: world.nginx.port, path: '/hello.txt?first', url, httpVersion: 'HTTP/1.1', body: { size: 0 } },
    response: { status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', body: { size: 17, captured: 17, truncated: false } },
  });
  expect(flow!.request!.headers).toEqual([['Host', `127.0.0.1:${world.nginx.port}`], ['User-Agent', 'agent'], ['Accept', '*/*'], ['X-Mixed-CASE', 'kept'], ['x-second', '2']]);
  expect(flow!.response!.headers[0]).toEqual(['Server', expect.stringContaining('nginx')]);
  expect((await weir.body(flow!, 'response')).toString()).toBe('hello from nginx\n');
  expect(Date.parse(flow!.endedAt!)).toBeGreaterThanOrEqual(Date.parse(flow!.startedAt));
  expect(Math.abs(Date.parse(flow!.startedAt) - Date.now())).toBeLessThan(60_000);
  expect(flow!.durationMs).toBeGreaterThan(0);
});

test('https through CONNECT, intercepted with a certificate like the upstream one', async () => {
  const url = `https://localhost:${world.nginx.tlsPort}/hello.txt?tls`;
  const answer = await curl('-x', weir.proxy(), '--cacert', weir.authority, '-v', url);
  expect(answer).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
  expect(answer.stderr).toContain('subject: CN=localhost; O=Origin Ltd');
  expect(answer.stderr).toMatch(/< HTTP\/1\.1 200 Connection established\r?\n< \r?\n/);

  const [flow] = await weir.settled('~u "hello.txt.tls"');
  expect(flow).toMatchObject({
    type: 'http', state: 'complete',
    client: { tls: { version: 'TLSv1.3', sni: 'localhost', alpn: 'http/1.1' } },
    server: { address: 'localhost', port: world.nginx.tlsPort, tls: { certificate: { names: ['localhost', 'origin.test', '127.0.0.1'] } } },
    request: { scheme: 'https', url, host: 'localhost' },
  });
});

test('the names of the upstream certificate are copied, so another of them is valid too', async () => {
  const { tlsPort } = world.nginx;
  const answer = await curl('-x', weir.proxy(), '--cacert', weir.authority, '--connect-to', `origin.test:${tlsPort}:localhost:${tlsPort}`, `https://origin.test:${tlsPort}/hello.txt`);
  expect(answer).toMatchObject({ code: 0, status: 200 });
});

test('a client that does not trust the authority is told apart', async () => {
  const answer = await curl('-x', weir.proxy(), `https://localhost:${world.nginx.tlsPort}/untrusted`);
  expect(answer.code).toBe(60);
  const [flow] = await weir.settled('~e & ~tcp');
  expect(flow).toMatchObject({ type: 'tcp', state: 'error', error: { code: 'tls-client-rejected' } });
  expect(weir.log).toMatch(/does not trust/);
});

test('a POST with a body, both captured', async () => {
  const body = 'x'.repeat(100_000);
  const answer = await curl('-x', weir.proxy(), '--data-binary', body, `http://127.0.0.1:${world.nginx.port}/upload`);
  expect(answer).toMatchObject({ code: 0, status: 200, body: 'got 100000\n' });
  const [flow] = await weir.settled('~m POST');
  expect(flow!.request!.body).toEqual({ size: 100_000, captured: 100_000, truncated: false });
  expect((await weir.body(flow!, 'request')).toString()).toBe(body);
});

test('a body beyond body_capture_limit is truncated and its size counted', async () => {
  await curl('-x', weir.proxy(), '-o', '/dev/null', `http://127.0.0.1:${world.nginx.port}/3m.bin`);
  const [flow] = await weir.settled('~u 3m.bin');
  expect(flow!.response!.body).toEqual({ size: 3 << 20, captured: 1 << 20, truncated: true });
  const response = await weir.get(`/api/v1/flows/${flow!.id}/response/body`);
  expect(response.headers.get('weir-truncated')).toBe('true');
  expect(Buffer.from(await response.arrayBuffer()).equals(readFileSync(world.folder.file('www/3m.bin')).subarray(0, 1 << 20))).toBe(true);
});

test('a compressed body, raw and decoded', async () => {
  await curl('-x', weir.proxy(), '--compressed', `http://127.0.0.1:${world.nginx.port}/page.html`);
  const [flow] = await weir.settled('~u page.html');
  const plain = readFileSync(world.folder.file('www/page.html'));
  expect((await weir.body(flow!, 'response', '?decoded=true')).equals(plain)).toBe(true);
  expect((await weir.body(flow!, 'response')).length).toBeLessThan(plain.length);
  expect(await weir.flows('~bs "text text" & ~u page.html')).toHaveLength(1);
});

test('Host is replaced from an absolute target (RFC 9112, 3.2.2), and proxy fields do not go on', async () => {
  await using origin = await RawOrigin.answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  await using client = await RawClient.open(weir.port());
  client.send(`GET http://127.0.0.1:${origin.port}/a HTTP/1.1\r\nHost: elsewhere\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic c2VjcmV0\r\nX: y\r\n\r\n`);
  await client.sees('ok');
  expect(origin.text).toBe(`GET /a HTTP/1.1\r\nHost: 127.0.0.1:${origin.port}\r\nX: y\r\n\r\n`);
  const [flow] = await weir.settled(`~d 127.0.0.1 & ~u ":${origin.port}/"`);
  expect(JSON.stringify(flow)).not.toContain('c2VjcmV0');
});

test('origin form: the destination is in Host', async () => {
  await using client = await RawClient.open(weir.port());
  client.send(`GET /hello.txt HTTP/1.1\r\nHost: 127.0.0.1:${world.nginx.port}\r\nConnection: close\r\n\r\n`);
  await client.closed();
  expect(client.received).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*hello from nginx\n$/);
});

test('one client connection, two origins, pipelined', async () => {
  await using first = await RawOrigin.answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst');
  await using second = await RawOrigin.answering('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond');
  await using client = await RawClient.open(weir.port());
  const get = (port: number, path: string): string => `GET http://127.0.0.1:${port}${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
  client.send(get(first.port, '/1') + get(second.port, '/2') + get(second.port, '/3') + get(first.port, '/4'));
  await until('four answers', () => (client.received.match(/HTTP\/1\.1 200/g)?.length === 4 ? true : undefined));
  expect(client.received.match(/first|second/g)).toEqual(['first', 'second', 'second', 'first']);
  expect(await weir.settled(`~u ":(${first.port}|${second.port})/"`, 4)).toHaveLength(4);
});

test('CONNECT to a closed port: 502, the flow has the reason, the connection stays', async () => {
  await using client = await RawClient.open(weir.port());
  client.send('CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n');
  await client.sees('502 Bad Gateway');
  await client.sees('connection_strategy');
  client.send(`GET http://127.0.0.1:${world.nginx.port}/hello.txt HTTP/1.1\r\nHost: a\r\n\r\n`);
  await client.sees('hello from nginx');
  const [flow] = await weir.settled('~m CONNECT');
  expect(flow).toMatchObject({ type: 'http', state: 'error', error: { code: 'connect-refused' } });
  expect(flow!.response).toBeUndefined();
});

test('a tunnel of an unknown protocol is one tcp flow with its messages', async () => {
  await using origin = await RawOrigin.start((socket) => {
    socket.on('data', (bytes) => socket.write(`\x01echo:${bytes.toString()}`)).on('end', () => socket.end());
  });
  await using client = await RawClient.open(weir.port());
  client.send(`CONNECT 127.0.0.1:${origin.port} HTTP/1.1\r\n\r\n`.replace('\r\n\r\n', `\r\nHost: 127.0.0.1:${origin.port}\r\n\r\n`));
  await client.sees('HTTP/1.1 200 Connection established\r\n\r\n');
  client.send('\x00\x01\x02binary');
  await client.sees('echo:');
  client.socket.end();
  await client.closed();
  const [flow] = await weir.settled(`~tcp & ~dst ":${origin.port}"`);
  expect(flow).toMatchObject({ type: 'tcp', state: 'complete', messages: { count: 2 } });
  expect((await weir.messages(flow!)).map((message) => [message.from, Buffer.from(message.data, 'base64').toString('latin1')]))
    .toEqual([['client', '\x00\x01\x02binary'], ['server', '\x01echo:\x00\x01\x02binary']]);
});

test('an origin that cannot be reached, or found', async () => {
  const refused = await curl('-x', weir.proxy(), 'http://127.0.0.1:1/refused');
  expect(refused.status).toBe(502);
  expect((await weir.settled('~u refused'))[0]).toMatchObject({ state: 'error', error: { code: 'connect-refused' } });
  const unknown = await curl('-x', weir.proxy(), 'http://no-such-name.invalid/unknown');
  expect(unknown.status).toBe(502);
  expect((await weir.settled('~u unknown'))[0]).toMatchObject({ state: 'error', error: { code: 'dns-failure' } });
});

test('nothing was lost', async () => {
  const { captured, stored, lost } = await weir.loss();
  expect({ captured, lost }).toEqual({ captured: stored, lost: [] });
});
