import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import bcrypt from 'bcryptjs';
import { RawClient, RawOrigin, Weir, World, curl, run, until, type CurlAnswer } from '../src/index.ts';
import { logged, logLines } from './logged.ts';

let world: World;

beforeAll(async () => {
  world = await World.create();
}, 30_000);

afterAll(() => world[Symbol.asyncDispose]());

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const basic = (text: string): string => `Basic ${base64(text)}`;
const challenge = (status: string, field: string, length: string): RegExp => new RegExp(
  `^HTTP/1\\.1 ${status}\r\nServer: weir\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${length}\r\n${field}: Basic realm="mitmproxy"\r\n\r\n<html>\n<head><title>${status}</title></head>\n[^]*</html>\n$`,
);

/** Fails where one of `secrets` is in what this Weir tells or keeps: its API in each form, its log, the bytes of its store. */
async function expectNowhere(weir: Weir, secrets: readonly string[]): Promise<void> {
  const paths = ['/api/v1/flows?limit=1000', ...['har', 'jsonl', 'curl'].map((format) => `/api/v1/export?format=${format}`), '/api/v1/listeners', '/metrics'];
  const answers = await Promise.all(paths.map(async (path) => [path, Buffer.from(await (await weir.get(path)).arrayBuffer())] as const));
  const details = await Promise.all((await weir.flows()).map(async ({ id }) => [id, Buffer.from(await (await weir.get(`/api/v1/flows/${id}`)).arrayBuffer())] as const));
  await weir.stop();
  const files = readdirSync(weir.home.path).filter((name) => name.startsWith('flows.db')).map((name) => [name, readFileSync(weir.home.file(name))] as const);
  expect(files.length).toBeGreaterThan(0);
  const places = [...answers, ...details, ...files, ['log', Buffer.from(weir.log)] as const];
  expect(places.flatMap(([place, bytes]) => secrets.filter((secret) => bytes.includes(secret)).map((secret) => `${secret} in ${place}`))).toEqual([]);
}

test('one user, in each mode: exact answers, flows, and no credentials anywhere', async () => {
  const { nginx } = world;
  await using weir = await Weir.up([
    '--mode', 'regular@127.0.0.1:0', '--mode', 'socks5@127.0.0.1:0', '--mode', `reverse:http://127.0.0.1:${nginx.port}@127.0.0.1:0`,
    '--proxyauth', 'ann:s3cret:word', '--ssl-verify-upstream-trusted-ca', world.authority.certificate,
  ]);
  const plain = `http://localhost:${nginx.port}/hello.txt`;
  const secure = `https://localhost:${nginx.tlsPort}/hello.txt`;
  const through = (user: string | undefined, url: string): Promise<CurlAnswer> => curl('-x', weir.proxy(0), '--cacert', weir.authority, ...(user === undefined ? [] : ['--proxy-user', user]), url);
  const bySocks = (user: string | undefined, url: string): Promise<CurlAnswer> => curl('--socks5-hostname', `127.0.0.1:${weir.port(1)}`, '--cacert', weir.authority, ...(user === undefined ? [] : ['--proxy-user', user]), url);

  for (const ask of [through, bySocks]) {
    for (const url of [plain, secure]) expect(await ask('ann:s3cret:word', `${url}?good`)).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
  }
  for (const user of ['ann:wr0ng-word', 'bob:s3cret:word', undefined]) {
    expect(await through(user, `${plain}?bad`)).toMatchObject({ code: 0, status: 407 });
    expect(await through(user, `${secure}?bad`)).toMatchObject({ code: 56, stderr: expect.stringContaining('407') });
    expect(await bySocks(user, `${plain}?bad`)).toMatchObject({ code: 97 });
    expect(await curl(...(user === undefined ? [] : ['-u', user]), `http://127.0.0.1:${weir.port(2)}/hello.txt?bad`)).toMatchObject({ code: 0, status: 401 });
  }
  expect(await curl('-u', 'ann:s3cret:word', `http://127.0.0.1:${weir.port(2)}/hello.txt?good`)).toMatchObject({ code: 0, status: 200 });
  // Two requests on one connection, and one that a client repeats after the challenge.
  expect((await curl('-x', weir.proxy(0), '--proxy-user', 'ann:s3cret:word', plain, plain)).body).toContain('hello from nginx\n');
  expect(await curl('-x', weir.proxy(0), '--proxy-anyauth', '--proxy-user', 'ann:s3cret:word', `${plain}?twice`)).toMatchObject({ code: 0, status: 200 });

  const good = await weir.settled('~u "[?]good"', 5);
  expect(good).toHaveLength(5);
  for (const flow of good) {
    expect(flow.state).toBe('complete');
    expect(JSON.stringify(flow.request!.headers)).not.toMatch(/uthorization/);
  }
  expect((await weir.settled('~u "[?]bad"', 6)).map(({ state, error, response }) => [state, error!.code, response])).toEqual(Array.from({ length: 6 }, () => ['error', 'auth-required', undefined]));
  expect((await weir.settled('~m CONNECT', 3)).map(({ type, error }) => [type, error!.code])).toEqual(Array.from({ length: 3 }, () => ['http', 'auth-required']));
  expect((await weir.settled('~tcp', 3)).map(({ error }) => error!.code)).toEqual(Array.from({ length: 3 }, () => 'auth-required'));
  expect((await weir.settled('~u twice', 2)).map(({ state }) => state)).toEqual(['error', 'complete']);
  await expectNowhere(weir, ['s3cret', 'wr0ng', base64('ann:s3cret:word'), base64('ann:wr0ng-word'), base64('bob:s3cret:word')]);
}, 60_000);

test('byte for byte', async () => {
  await using origin = await RawOrigin.answering(ok);
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--mode', 'socks5@127.0.0.1:0', '--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`, '--proxyauth', 'ann:secret']);
  const get = (fields = ''): string => `GET http://127.0.0.1:${origin.port}/x HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;

  // The connection goes on after a refusal, and what was sent ahead is answered in its order.
  await using client = await RawClient.open(weir.port(0));
  client.send(get() + get(`Proxy-Authorization: ${basic('ann:secret')}\r\n`));
  await client.sees('\r\n\r\nok');
  const [first = '', second = ''] = client.received.split(/(?=HTTP\/1\.1 200)/);
  expect(first).toMatch(challenge('407 Proxy Authentication Required', 'Proxy-Authenticate', '\\d+'));
  expect(first.length - first.indexOf('<html>')).toBe(Number(/Content-Length: (\d+)/.exec(first)![1]));
  expect(second).toBe(ok);
  expect(origin.text).toBe(`GET /x HTTP/1.1\r\nHost: 127.0.0.1:${origin.port}\r\n\r\n`);

  await using connecting = await RawClient.open(weir.port(0));
  connecting.send('CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n');
  await connecting.sees('</html>\n');
  expect(connecting.received).toMatch(challenge('407 Proxy Authentication Required', 'Proxy-Authenticate', '\\d+'));

  await using reverse = await RawClient.open(weir.port(2));
  reverse.send('GET /y HTTP/1.1\r\nHost: a\r\n\r\n');
  await reverse.sees('</html>\n');
  expect(reverse.received).toMatch(challenge('401 Unauthorized', 'WWW-Authenticate', '\\d+'));

  // An upload that waits to be asked for is not asked for.
  await using upload = await RawClient.open(weir.port(0));
  upload.send(get('Content-Length: 3\r\nExpect: 100-continue\r\n').replace('GET', 'PUT'));
  await upload.closed();
  expect(upload.received).toMatch(/^HTTP\/1\.1 407 [^]*\r\nConnection: close\r\n\r\n<html>/);

  for (const [name, password, answer] of [['ann', 'secret', '\x05\x02\x01\x00'], ['ann', 'other', '\x05\x02\x01\x01'], ['bob', 'secret', '\x05\x02\x01\x01']] as const) {
    await using socks = await RawClient.open(weir.port(1));
    socks.send(`\x05\x02\x00\x02\x01${String.fromCharCode(name.length)}${name}${String.fromCharCode(password.length)}${password}`);
    await (answer.endsWith('\x00') ? socks.sees(answer) : socks.closed());
    expect(socks.received).toBe(answer);
  }
  await using silent = await RawClient.open(weir.port(1));
  silent.send('\x05\x01\x00');
  await silent.closed();
  expect(silent.received).toBe('\x05\xff');
}, 60_000);

test('any: whoever says a name', async () => {
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--proxyauth', 'any']);
  const url = `http://localhost:${world.nginx.port}/hello.txt`;
  expect(await curl('-x', weir.proxy(), '--proxy-user', 'some:body', url)).toMatchObject({ status: 200 });
  expect(await curl('-x', weir.proxy(), url)).toMatchObject({ status: 407 });
}, 60_000);

test.each(['1', '2'])('an htpasswd file, with %s workers: bcrypt and apr1, read again when it changes', async (workers) => {
  const { stdout: apr1 } = await run('openssl', ['passwd', '-apr1', 'apr1-word']);
  const file = world.folder.file(`users-${workers}`);
  writeFileSync(file, `# who may\nann:${bcrypt.hashSync('bcrypt-word', 10).replace('$2b$', '$2y$')}\nbob:${apr1}`);
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--proxyauth', `@${file}`, '--workers', workers]);
  const url = `http://localhost:${world.nginx.port}/hello.txt`;
  const status = async (user: string): Promise<number> => (await curl('-x', weir.proxy(), '--proxy-user', user, url)).status;

  expect(await Promise.all(['ann:bcrypt-word', 'bob:apr1-word', 'ann:apr1-word', 'bob:bcrypt-word', 'nobody:bcrypt-word'].map(status))).toEqual([200, 200, 407, 407, 407]);
  writeFileSync(file, `dan:${bcrypt.hashSync('new-word', 5)}\n`);
  const ofEach = (event: string): Promise<boolean> => until(`${event} of each process`, () => (logLines(weir).filter((line) => line['event'] === event).length === Number(workers) ? true : undefined));
  await ofEach('proxyauth-read');
  expect(await Promise.all(['dan:new-word', 'ann:bcrypt-word', 'bob:apr1-word'].map(status))).toEqual([200, 407, 407]);
  writeFileSync(file, 'dan:in-the-clear\n');
  await ofEach('proxyauth-unreadable');
  await logged(weir, { event: 'proxyauth-unreadable', msg: /line 1: this is no hash.*the users of before/ });
  expect(await Promise.all(['dan:new-word', 'dan:in-the-clear', 'ann:bcrypt-word'].map(status))).toEqual([200, 407, 407]);
  await expectNowhere(weir, ['bcrypt-word', 'apr1-word', 'new-word', 'in-the-clear', 'guess', base64('ann:bcrypt-word'), base64('bob:apr1-word'), base64('dan:new-word'), '$2y$', apr1.trim()]);
}, 60_000);

test('a password is checked beside the traffic: others are served meanwhile', async () => {
  const file = world.folder.file('slow-users');
  writeFileSync(file, `ann:${bcrypt.hashSync('word', 4).replace('$04$', '$14$')}\nbob:${bcrypt.hashSync('word', 4)}\n`);
  await using origin = await RawOrigin.answering(ok);
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--mode', `reverse:tcp://127.0.0.1:${origin.port}@127.0.0.1:0`, '--proxyauth', `@${file}`]);
  const url = `http://127.0.0.1:${origin.port}/`;
  const slow = curl('-x', weir.proxy(), '--proxy-user', 'ann:guess', url);
  const order: string[] = [];
  void slow.then(() => order.push('checked'));
  await using open = await RawClient.open(weir.port(1));
  for (let n = 1; n <= 5; n++) {
    open.send('GET / HTTP/1.1\r\n\r\n');
    await until(`answer ${n}`, () => (open.received.length === n * ok.length ? true : undefined));
  }
  order.push('served');
  expect(await slow).toMatchObject({ status: 407 });
  expect(order).toEqual(['served', 'checked']);
  expect(weir.log).toContain('"proxyauth-not-asked"');
}, 60_000);

test('upstream_auth in reverse mode: Authorization to the target, in no flow', async () => {
  await using origin = await RawOrigin.answering(ok);
  await using weir = await Weir.up(['--mode', `reverse:http://127.0.0.1:${origin.port}@127.0.0.1:0`, '--upstream-auth', 'weir:s3cret-word']);
  const url = `http://127.0.0.1:${weir.port()}/x`;
  expect(await curl('-u', 'their:0wn-word', url)).toMatchObject({ status: 200 });
  expect(origin.text).toContain(`\r\nAuthorization: ${basic('weir:s3cret-word')}\r\n`);
  expect(origin.text.match(/authorization/gi)).toHaveLength(1);
  const [flow] = await weir.settled('~http');
  expect(JSON.stringify(flow)).not.toMatch(/uthorization/);
  await expectNowhere(weir, ['s3cret', '0wn-word', base64('weir:s3cret-word'), base64('their:0wn-word')]);
}, 60_000);

test.each([['--ignore-hosts', 'other'], ['--allow-hosts', 'localhost']])('%s carries nobody past the question: a client chooses its Host and its SNI itself', async (flag, pattern) => {
  const { nginx } = world;
  await using weir = await Weir.up(['--mode', `reverse:http://127.0.0.1:${nginx.port}@127.0.0.1:0`, '--proxyauth', 'ann:s3cret', flag, pattern]);
  const port = weir.port();
  for (const url of [`http://other:${port}/hello.txt`, `https://other:${port}/hello.txt`]) {
    const asked = (...more: readonly string[]): Promise<CurlAnswer> => curl('-k', '--resolve', `other:${port}:127.0.0.1`, ...more, url);
    expect(await asked()).toMatchObject({ code: 0, status: 401 });
    expect(await asked('-u', 'ann:s3cret')).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
  }
});
