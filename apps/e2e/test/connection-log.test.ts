import { createInterface } from 'node:readline';
import { RawClient, RawOrigin, Weir, World, curl, run, spawnWeir, stop, temporaryFolder, until } from '../src/index.ts';
import { logLines, logged } from './logged.ts';

let world: World;
let weir: Weir;
let echo: RawOrigin;
const REGULAR = 0, REFUSED = 1, TCP = 2, ECHO = 3;
const modes = ['regular@127.0.0.1:0', 'reverse:http://localhost:1@127.0.0.1:0', 'reverse:tcp://127.0.0.1:1@127.0.0.1:0'] as const;

beforeAll(async () => {
  world = await World.create();
  echo = await RawOrigin.start((socket) => socket.pipe(socket));
  weir = await Weir.up([...[...modes, `reverse:tcp://127.0.0.1:${echo.port}@127.0.0.1:0`].flatMap((mode) => ['--mode', mode]), '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
}, 30_000);

afterAll(async () => {
  await weir?.[Symbol.asyncDispose]();
  await echo?.[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

test('a connection can be followed from its beginning to its end', async () => {
  await using client = await RawClient.open(weir.port(REGULAR));
  const who = { mode: modes[REGULAR], client: `127.0.0.1:${client.socket.localPort}` };
  const { connection } = await logged(weir, { level: 'info', event: 'client-connected', ...who, msg: `${who.client} connected` });
  client.send(`GET http://127.0.0.1:${world.nginx.port}/hello.txt HTTP/1.1\r\nHost: a\r\n\r\n`);
  await client.sees('hello from nginx');
  const server = `127.0.0.1:${world.nginx.port}`;
  await logged(weir, { level: 'debug', event: 'server-connected', ...who, connection: connection as string, server, ip: '127.0.0.1', msg: `connected to ${server}` });
  client.socket.end();
  await client.closed();
  const gone = await logged(weir, { level: 'info', event: 'client-disconnected', ...who, connection: connection as string });
  expect(gone).toMatchObject({ read: client.socket.bytesWritten, written: client.socket.bytesRead, durationMs: expect.any(Number), msg: `${who.client} disconnected` });
});

test('each line has a time, a level, an event and a sentence; none names a token or a credential', async () => {
  const secret = 'c2VjcmV0OnBhc3N3b3Jk';
  await curl('-x', weir.proxy(), '-H', `Proxy-Authorization: Basic ${secret}`, `http://127.0.0.1:${world.nginx.port}/hello.txt`);
  for (const line of logLines(weir)) {
    expect(line).toMatchObject({ level: expect.stringMatching(/^(debug|info|warn|error)$/), time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), service: 'weir', event: expect.any(String), msg: expect.any(String) });
  }
  expect(weir.log).not.toContain(secret);
  expect(weir.log).not.toContain(weir.token);
});

test('TLS that fails with a client: who, and why', async () => {
  const untrusting = await curl('-x', weir.proxy(), `https://localhost:${world.nginx.tlsPort}/`);
  expect(untrusting.code).toBe(60);
  await logged(weir, { level: 'warn', event: 'tls-failed', side: 'client', code: 'tls-client-rejected', mode: modes[REGULAR], msg: /^The client rejects the certificate for localhost \(alert unknown ca\)\. .*install it there/ });
  const old = await run('openssl', ['s_client', '-connect', `127.0.0.1:${weir.port(REGULAR)}`, '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'], { input: '' });
  expect(old.code).not.toBe(0);
  await logged(weir, { level: 'warn', event: 'tls-failed', side: 'client', code: 'tls-client-invalid', msg: /too old/ });
});

test('TLS that fails with a server', async () => {
  await curl('-x', weir.proxy(), '--cacert', weir.authority, `https://localhost:${world.nginx.port}/`);
  await logged(weir, { level: 'warn', event: 'tls-failed', side: 'server', code: 'tls-server-invalid', msg: 'The remote server does not speak TLS.' });
});

test('a server that refuses, a name that is not known: which server, and why', async () => {
  await curl('-x', weir.proxy(), 'http://127.0.0.1:1/');
  await logged(weir, { level: 'warn', event: 'server-failed', mode: modes[REGULAR], server: '127.0.0.1:1', code: 'connect-refused', msg: 'Cannot connect to 127.0.0.1:1: the connection was refused.' });
  await curl('-x', weir.proxy(), 'http://no-such-name.invalid/');
  await logged(weir, { level: 'warn', event: 'server-failed', server: 'no-such-name.invalid:80', code: 'dns-failure', msg: 'Cannot resolve no-such-name.invalid: the name does not exist.' });
  for (const n of [REFUSED, TCP]) {
    await curl(weir.proxy(n));
    await logged(weir, { level: 'warn', event: 'server-failed', mode: modes[n]!, code: 'connect-refused' });
  }
});

test('a client that resets its connection', async () => {
  await using client = await RawClient.open(weir.port(ECHO));
  const who = `127.0.0.1:${client.socket.localPort}`;
  client.send('echo');
  await client.sees('echo');
  client.socket.resetAndDestroy();
  await logged(weir, { level: 'info', event: 'connection-failed', mode: /^reverse:tcp/, client: who, code: 'reset', msg: 'The client reset the connection.' });
});

test('for people: one line an event in text, without what only debugging wants', async () => {
  using home = temporaryFolder('text-log');
  const child = spawnWeir(['up', '--home', home.path, '--mode', 'regular@127.0.0.1:0', '--api', '127.0.0.1:0', '--log-format', 'text']);
  let [said, log] = ['', ''];
  child.stderr!.on('data', (bytes: Buffer) => { log += bytes.toString(); });
  createInterface({ input: child.stdout! }).on('line', (line) => { said += `${line}\n`; });
  try {
    await until('the announcement', () => (said.includes('Ctrl-C ends it.') ? true : undefined), 30_000);
    const port = /listens on 127\.0\.0\.1:(\d+)/.exec(said)![1]!;
    await curl('-x', `http://127.0.0.1:${port}`, `http://127.0.0.1:${world.nginx.port}/hello.txt`);
    await curl('-x', `http://127.0.0.1:${port}`, 'http://127.0.0.1:1/');
    await until('the second connection', () => (log.match(/ disconnected/g)?.length === 2 ? true : undefined));
    for (const line of log.trimEnd().split('\n')) expect(line).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] (INFO|WARN): \S/);
    expect(log).toMatch(/127\.0\.0\.1:\d+ connected/);
    expect(log).toContain('Cannot connect to 127.0.0.1:1: the connection was refused.');
    expect(log).not.toContain('connected to 127');
  } finally {
    await stop(child);
  }
}, 60_000);

test('a request that is refused, and a server that resets', async () => {
  await using client = await RawClient.open(weir.port(REGULAR));
  client.send('GET / HTTP/1.1\r\nHost : a\r\n\r\n');
  await client.closed();
  await logged(weir, { level: 'info', event: 'connection-failed', mode: modes[REGULAR], client: `127.0.0.1:${client.socket.localPort}`, code: 'protocol-violation', msg: 'malformed field name' });

  await using resetting = await RawOrigin.start((socket) => socket.on('data', () => socket.resetAndDestroy()));
  await curl('-x', weir.proxy(), '-X', 'POST', '-d', 'x', `http://127.0.0.1:${resetting.port}/`);
  await logged(weir, { level: 'info', event: 'connection-failed', mode: modes[REGULAR], code: 'reset' });
});
