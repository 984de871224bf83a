import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RawClient, RawOrigin, Weir, World, curl, freePort, run } from '../src/index.ts';

let world: World;
let weir: Weir;
const HTTP = 0, HTTPS = 1, TCP = 2, TLS = 3, KEEP = 4;

beforeAll(async () => {
  world = await World.create();
  const { port, tlsPort } = world.nginx;
  weir = await Weir.up([`reverse:http://localhost:${port}@127.0.0.1:0`, `reverse:https://localhost:${tlsPort}@127.0.0.1:0`,
    `reverse:tcp://127.0.0.1:${port}@127.0.0.1:0`, `reverse:tls://localhost:${tlsPort}@127.0.0.1:0`, `reverse:http://localhost:1@127.0.0.1:0`]
    .flatMap((mode) => ['--mode', mode]).concat('--ssl-verify-upstream-trusted-ca', world.authority.certificate));
}, 30_000);

afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

test('http: Host is rewritten to the target', async () => {
  const answer = await curl('-H', 'Host: front.example', `${weir.proxy(HTTP)}/host`);
  expect(answer).toMatchObject({ status: 200, body: `localhost:${world.nginx.port}\n` });
  const [flow] = await weir.settled('~u /host & ~http');
  expect(flow).toMatchObject({ state: 'complete', request: { url: `http://localhost:${world.nginx.port}/host`, authority: 'front.example', host: 'localhost' }, server: { address: 'localhost' } });
});

test('http: TLS of the client is detected, and ends here', async () => {
  const answer = await curl('--cacert', weir.authority, '--connect-to', `front.example:443:127.0.0.1:${weir.port(HTTP)}`, 'https://front.example/hello.txt?over-tls');
  expect(answer).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
  const [flow] = await weir.settled('~u over-tls');
  expect(flow).toMatchObject({ client: { tls: { sni: 'front.example' } }, request: { scheme: 'http' } });
  expect(flow!.server!.tls).toBeUndefined();
});

test('https: plain in, TLS out', async () => {
  const answer = await curl(`${weir.proxy(HTTPS)}/host?https`);
  expect(answer).toMatchObject({ status: 200, body: `localhost:${world.nginx.tlsPort}\n` });
  const [flow] = await weir.settled('~u "host.https"');
  expect(flow).toMatchObject({ request: { scheme: 'https', url: `https://localhost:${world.nginx.tlsPort}/host?https` }, server: { tls: { version: 'TLSv1.3' } } });
});

test('https: TLS in, TLS out', async () => {
  const answer = await curl('--cacert', weir.authority, '--connect-to', `localhost:443:127.0.0.1:${weir.port(HTTPS)}`, 'https://localhost/hello.txt?both');
  expect(answer).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
  expect((await weir.settled('~u both'))[0]).toMatchObject({ client: { tls: { sni: 'localhost' } }, server: { tls: { version: 'TLSv1.3' } } });
});

test('tcp: the bytes pass as they are and are one tcp flow', async () => {
  await using client = await RawClient.open(weir.port(TCP));
  client.send('GET /hello.txt HTTP/1.0\r\nX-Tcp: 1\r\n\r\n');
  await client.closed();
  expect(client.received).toContain('hello from nginx');
  client.socket.end();
  const [flow] = await weir.settled('~tcp & ~mode tcp');
  expect(flow).toMatchObject({ type: 'tcp', state: 'complete', server: { port: world.nginx.port } });
  expect(flow!.request).toBeUndefined();
  const messages = await weir.messages(flow!);
  expect(Buffer.from(messages[0]!.data, 'base64').toString()).toBe('GET /hello.txt HTTP/1.0\r\nX-Tcp: 1\r\n\r\n');
});

test('tls: a plain client is given TLS towards the server', async () => {
  await using client = await RawClient.open(weir.port(TLS));
  client.send('GET /hello.txt HTTP/1.0\r\n\r\n');
  await client.closed();
  expect(client.received).toContain('hello from nginx');
  client.socket.end();
  expect((await weir.settled('~tcp & ~mode "reverse:tls"'))[0]).toMatchObject({ type: 'tcp', state: 'complete', server: { tls: { version: 'TLSv1.3' } } });
});

test('tls: a TLS client (openssl) is intercepted', async () => {
  const result = await run('openssl', ['s_client', '-connect', `127.0.0.1:${weir.port(TLS)}`, '-servername', 'localhost', '-CAfile', weir.authority, '-verify_return_error', '-verify_hostname', 'localhost', '-ign_eof', '-quiet'],
    { input: 'GET /hello.txt HTTP/1.0\r\n\r\n' });
  expect(result.stdout).toContain('hello from nginx');
  expect((await weir.settled('~tcp & ~mode "reverse:tls"', 2))[1]).toMatchObject({ client: { tls: { sni: 'localhost' } }, server: { tls: { version: 'TLSv1.3' } } });
});

test('a target that refuses: 502 with the page, the flow has the error, no response', async () => {
  const answer = await curl(`${weir.proxy(KEEP)}/gone`);
  expect(answer.status).toBe(502);
  expect(answer.body).toContain('<h1>');
  const [flow] = await weir.settled('~u /gone');
  expect(flow).toMatchObject({ state: 'error', error: { code: 'connect-refused' } });
  expect(flow!.response).toBeUndefined();
});

test('a large download and upload arrive whole', async () => {
  const file = world.folder.file('www/3m.bin');
  const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
  const result = await run('sh', ['-c', `curl -q -s http://127.0.0.1:${weir.port(HTTPS)}/3m.bin | sha256sum`]);
  expect(result.stdout).toContain(sum);
  expect((await curl('-T', file, '-X', 'POST', `${weir.proxy(HTTP)}/upload`)).body).toBe(`got ${3 << 20}\n`);
});

test('upstream verification: an untrusted certificate is 502 and said; ssl_insecure accepts it', async () => {
  const target = `reverse:https://localhost:${world.nginx.tlsPort}@127.0.0.1:0`;
  await using strict = await Weir.up(['--mode', target]);
  const refused = await curl(`${strict.proxy()}/strict`);
  expect(refused.status).toBe(502);
  expect(refused.body).toMatch(/[Cc]ertificate/);
  expect((await strict.settled('~u strict'))[0]).toMatchObject({ state: 'error', error: { code: 'tls-server-untrusted' } });
  await using lax = await Weir.up(['--mode', target, '--ssl-insecure']);
  expect((await curl(`${lax.proxy()}/hello.txt`)).status).toBe(200);
});

test('a name that the certificate does not have is untrusted', async () => {
  await using wrong = await Weir.up(['--mode', `reverse:https://127.0.0.2:${world.nginx.tlsPort}@127.0.0.1:0`, '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
  // nginx listens on 127.0.0.1 alone: the connection itself is refused, which must not be taken for a wrong certificate.
  expect((await curl(`${wrong.proxy()}/`)).status).toBe(502);
  expect((await wrong.settled('~http'))[0]).toMatchObject({ error: { code: 'connect-refused' } });
});

test('a server that does not speak TLS is told apart', async () => {
  await using wrong = await Weir.up(['--mode', `reverse:https://localhost:${world.nginx.port}@127.0.0.1:0`]);
  expect((await curl(`${wrong.proxy()}/`)).status).toBe(502);
  expect((await wrong.settled('~http'))[0]).toMatchObject({ error: { code: 'tls-server-invalid' } });
});

test('half-close: the answer comes after the client has ended its side', async () => {
  await using origin = await RawOrigin.start((socket) => socket.on('end', () => socket.end('after the end')));
  await using half = await Weir.up(['--mode', `reverse:tcp://127.0.0.1:${origin.port}@127.0.0.1:0`]);
  await using client = await RawClient.open(half.port());
  client.send('all');
  client.socket.end();
  await client.closed();
  expect(client.received).toBe('after the end');
  expect((await half.settled('~tcp'))[0]).toMatchObject({ state: 'complete', messages: { count: 2, bytes: 16 } });
});

test('a server that speaks first, and a reset that stays a reset', async () => {
  await using origin = await RawOrigin.start((socket) => {
    socket.write('220 ready\r\n');
    socket.on('data', () => socket.resetAndDestroy());
  });
  await using greeting = await Weir.up(['--mode', `reverse:tcp://127.0.0.1:${origin.port}@127.0.0.1:0`]);
  await using client = await RawClient.open(greeting.port());
  await client.sees('220 ready');
  client.send('QUIT\r\n');
  await client.closed();
  expect(client.error?.code).toBe('ECONNRESET');
  expect((await greeting.settled('~tcp'))[0]).toMatchObject({ state: 'error', error: { code: 'reset' } });
});

test('port 0 takes a free one, a silent connection ends after tcp_timeout', async () => {
  const port = await freePort();
  await using origin = await RawOrigin.start(() => {});
  await using quiet = await Weir.up(['--mode', `reverse:tcp://127.0.0.1:${origin.port}@127.0.0.1:${port}`, '--tcp-timeout', '1']);
  expect(quiet.port()).toBe(port);
  await using client = await RawClient.open(port);
  client.send('x');
  await client.closed();
  expect((await quiet.settled('~tcp'))[0]).toMatchObject({ state: 'error', error: { code: 'idle-timeout' } });
});
