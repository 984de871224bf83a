import { X509Certificate } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Weir, World, curl, run, spawnWeir, stop, temporaryFolder, weirCommand } from '../src/index.ts';

let world: World;
let weir: Weir;
let base: string;

beforeAll(async () => {
  world = await World.create();
  weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--mode', 'reverse:tcp://127.0.0.1:1@127.0.0.1:0']);
  base = `http://127.0.0.1:${world.nginx.port}`;
  for (const path of ['/hello.txt?1', '/hello.txt?2', '/nowhere']) await curl('-x', weir.proxy(), `${base}${path}`);
  await weir.settled('~http', 3);
}, 30_000);

afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const api = (): string[] => ['--api', weir.api, '--api-token', weir.token];

test('what weir up prints: a line for each mode, the API without a token, ready', async () => {
  expect(weir.listening).toEqual([
    { event: 'listening', mode: 'regular@127.0.0.1:0', transport: 'tcp', address: '127.0.0.1', port: expect.any(Number) },
    { event: 'listening', mode: 'reverse:tcp://127.0.0.1:1@127.0.0.1:0', transport: 'tcp', address: '127.0.0.1', port: expect.any(Number) },
  ]);
  expect(weir.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const listeners = await (await weir.get('/api/v1/listeners')).json();
  expect(JSON.stringify(listeners)).toContain(`"port":${weir.port()}`);
});

test('weir flows: a table, oldest first', async () => {
  const { code, stdout, stderr } = await weirCommand(['flows', ...api()]);
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(new RegExp(`^[0-9A-Z]{26}  \\d\\d:\\d\\d:\\d\\d\\.\\d{3}  200  GET ${base}/hello\\.txt\\?1  17B \\d+\\.\\dms$`));
  expect(lines[2]).toContain('  404  GET ');
});

test('weir flows FILTER -n, as JSON', async () => {
  const { stdout } = await weirCommand(['flows', '~u hello', '-n', '1', '--format', 'json', ...api()]);
  const [line, ...more] = stdout.trimEnd().split('\n');
  expect(more).toEqual([]);
  expect(JSON.parse(line!)).toMatchObject({ request: { url: `${base}/hello.txt?2` } });
  expect((await weirCommand(['flows', '--since', '2099-01-01T00:00:00Z', ...api()])).stdout).toBe('');
});

test('weir flows --format har and curl: whole documents, bodies included; the script of curl commands runs', async () => {
  const har = JSON.parse((await weirCommand(['flows', '~u hello', '-n', '1', '--format', 'har', ...api()])).stdout) as { log: { entries: object[] } };
  expect(har.log.entries).toMatchObject([{ request: { url: `${base}/hello.txt?2` }, response: { content: { text: 'hello from nginx\n' } } }]);
  const script = (await weirCommand(['flows', '~u hello', '-n', '1', '--format', 'curl', ...api()])).stdout;
  expect((await run('sh', ['-c', script])).stdout).toBe('hello from nginx\n');
  expect(await weirCommand(['flows', '--tail', '--format', 'har', ...api()])).toMatchObject({ code: 64, stdout: '' });
});

test('WEIR_API: HOST:PORT, as for weir up, finds the API as the URL does', async () => {
  for (const address of [weir.api, weir.api.slice('http://'.length), `${weir.api}/?token=of-another`]) {
    const { code, stdout } = await weirCommand(['flows', '-n', '1', '--api-token', weir.token], { env: { WEIR_API: address } });
    expect([address, code, stdout.split('\n').length]).toEqual([address, 0, 2]);
  }
});

test('weir flows --tail follows', async () => {
  const child = spawnWeir(['flows', '~u tail', '--tail', '--format', 'json', ...api()]);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const first = lines.next();
  let seen: string | undefined;
  void first.then(({ value }) => { seen = value as string; });
  for (let n = 0; seen === undefined && n < 100; n++) {
    await curl('-x', weir.proxy(), `${base}/hello.txt?tail`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect((JSON.parse(seen!) as { request: { path: string } }).request.path).toBe('/hello.txt?tail');
  await stop(child);
});

test('weir show ID, and its body alone', async () => {
  const [flow] = await weir.flows('~u "txt.1"');
  const { stdout } = await weirCommand(['show', flow!.id, ...api()]);
  expect(stdout).toMatch(new RegExp(`GET ${base}/hello\\.txt\\?1 HTTP/1\\.1\n {2}Host: `));
  expect(stdout).toContain('\nHTTP/1.1 200 OK\n  Server: nginx');
  expect((await weirCommand(['show', flow!.id, '--body', 'response', ...api()])).stdout).toBe('hello from nginx\n');
});

test('what is asked wrongly, what is not there, and who is not let in', async () => {
  const expected: readonly [readonly string[], number, RegExp][] = [
    [['flows', '~u', ...api()], 64, /^weir: 400 .*\n$/],
    [['flows', '~u a', '~u b', ...api()], 64, /quote it/],
    [['show', ...api()], 64, /needs the ID of one flow/],
    [['show', '01K00000000000000000000000', ...api()], 1, /^weir: 404 .*\n$/],
    [['flows', '--api', weir.api, '--api-token', 'wrong'], 1, /^weir: 401 .*\n$/],
    [['flows', '--api', 'http://127.0.0.1:9', '--api-token', 'x'], 1, /^weir: no answer from http:\/\/127\.0\.0\.1:9: .*\(is `weir up` running\?\)\n$/],
    [['flwos'], 64, /^weir: unknown command flwos: did you mean flows\?\n$/],
    [['ca', 'make'], 64, /^weir: weir ca make: expected export, issued, rotate or import\n$/],
    [['ca', 'issued'], 64, /^weir: --ca-url: must say where [^\n]*\n$/],
    [['ca', 'export', '--home', '/nonexistent'], 1, /^weir: [^\n]*\/nonexistent\/ca[^\n]*\n$/],
  ];
  for (const [args, code, message] of expected) {
    const finished = await weirCommand(args);
    expect([args, finished.code, finished.stdout]).toEqual([args, code, '']);
    expect(finished.stderr).toMatch(message);
  }
});

test('weir ca export: the certificate in each form, never the key', async () => {
  const pem = (await weirCommand(['ca', 'export', '--home', weir.home.path])).stdout;
  expect(pem).not.toContain('PRIVATE');
  const certificate = new X509Certificate(pem);
  expect(certificate.ca).toBe(true);
  using folder = temporaryFolder('export');
  for (const format of ['cer', 'p12'] as const) {
    writeFileSync(folder.file(`ca.${format}`), (await weirCommand(['ca', 'export', '--format', format, '--home', weir.home.path])).bytes);
  }
  const der = await run('openssl', ['x509', '-inform', 'DER', '-in', folder.file('ca.cer'), '-noout', '-fingerprint', '-sha256']);
  expect(der.stdout.trim().split('=')[1]).toBe(certificate.fingerprint256);
  const p12 = await run('openssl', ['pkcs12', '-in', folder.file('ca.p12'), '-passin', 'pass:', '-nokeys']);
  expect(p12.stdout).toContain('BEGIN CERTIFICATE');
});

test('keys, tokens and flows are for their owner alone', () => {
  expect(statSync(weir.home.file('ca')).mode & 0o777).toBe(0o700);
  for (const file of ['ca/ca-key.pem', 'flows.db', 'flows.db-wal']) expect([file, statSync(weir.home.file(file)).mode & 0o777]).toEqual([file, 0o600]);
});

test('--help suffices', async () => {
  const help = await weirCommand(['--help']);
  expect(help.code).toBe(0);
  for (const command of ['up', 'flows', 'show', 'ca']) expect(help.stdout).toMatch(new RegExp(`^ {2}weir ${command} `, 'm'));
  const up = await weirCommand(['up', '--help']);
  expect(up.stdout).toMatch(/--mode SPEC/);
  expect(up.stdout).toMatch(/-p, --listen-port PORT/);
  for (const line of up.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
});

test('flag, then environment, then file', async () => {
  using folder = temporaryFolder('config');
  writeFileSync(folder.file('weir.yaml'), 'mode: [reverse:http://a@127.0.0.1:0]\nlog_level: error\n');
  await using other = await Weir.up(['--config', folder.file('weir.yaml')]);
  expect(other.listening.map(({ mode }) => mode)).toEqual(['reverse:http://a@127.0.0.1:0']);
});
