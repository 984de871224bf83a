import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { appNames, root } from '@weir/image';
import { NatsServer } from '@weir/testing';
import bcrypt from 'bcryptjs';
import { curl, Images, run, Service, until, Weir, weirCommand, World, type Folder, type QueryApi } from '../src/index.ts';
import { childrenOf, contained, first, mayContain, stateOf } from './contained.ts';

// What images are made of and how they start, without an engine: see Images. Each runs as the image's user, where nothing of the checkout can be found.

const apps = appNames(root);
let world: World;
let nats: NatsServer;
let images: Images;
let home: Folder;
let collector: Service;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  [world, nats, images] = await Promise.all([World.create(), NatsServer.start(), Images.build(apps)]);
  home = Images.volume('home');
  environment = { WEIR_NATS_URL: nats.url, WEIR_HOME: home.path };
  collector = await start('collector');
}, 60_000);

afterAll(async () => {
  for (const each of [collector, nats, world]) await each?.[Symbol.asyncDispose]();
  images?.[Symbol.dispose]();
  home?.[Symbol.dispose]();
}, 30_000);

function start(app: string, variables: Readonly<Record<string, string>> = {}): Promise<Service> {
  return Service.start(app, { ...environment, ...variables }, images.program(app));
}

/** A file that the image's user can read. */
function forAll(name: string, content: string | Uint8Array): string {
  const path = home.file(name);
  writeFileSync(path, content);
  chmodSync(path, 0o644);
  return path;
}

const hello = (query: string): string => `http://127.0.0.1:${world.nginx.port}/hello.txt?${query}`;

/** The page as a browser asks for it, and a script of it. */
async function expectPage(api: QueryApi): Promise<void> {
  const page = await api.get('/');
  const html = await page.text();
  expect([page.status, html]).toEqual([200, expect.stringContaining('<div id="app">')]);
  const script = await api.get(new URL(/<script[^>]+src="([^"]+)"/.exec(html)![1]!, `${api.api}/`).pathname);
  expect([script.status, script.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
}

test.each(apps)('%s: --help', async (app) => {
  const { command: [program, ...args], ...who } = images.program(app);
  const { code, stdout, stderr } = await run(program!, [...args, '--help'], who);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(app === 'weir' ? 'weir up' : `weir-${app} [OPTION]...`);
});

test('collector: the page, the API, metrics, its health', async () => {
  await expectPage(collector);
  expect(await collector.flows()).toEqual([]);
  expect(await collector.metric('weir_bus_connected')).toBe(1);
  expect(await images.health('collector', new URL(collector.health).host)).toBe(0);
  expect(await images.health('collector', '127.0.0.1:1')).toBe(1);
});

test.each(['1', '2'])('reverse with WEIR_WORKERS=%s: a flow of each request, a log for people', async (workers) => {
  await using reverse = await start('reverse', { WEIR_MODE: `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0`, WEIR_WORKERS: workers, WEIR_LOG_FORMAT: 'text' });
  for (let n = 0; n < 8; n++) expect(await curl(`http://127.0.0.1:${reverse.port()}/hello.txt?workers${workers}`)).toMatchObject({ status: 200, body: 'hello from nginx\n' });
  expect(await collector.settled(`~u workers${workers}`, 8)).toMatchObject(Array.from({ length: 8 }, () => ({ state: 'complete', response: { status: 200 } })));
  expect(await images.health('reverse', new URL(reverse.health).host)).toBe(0);
  expect(await reverse.metric('weir_proxy_connections_total')).toBe(8);
  const ended = childrenOf(reverse.process.pid!);
  expect(ended).toHaveLength(workers === '1' ? 0 : 2);
  expect(await reverse.stop()).toBe(0);
  for (const pid of ended) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  expect(reverse.log).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] /m);
  // What the image sets for apps of another kind is nothing to warn of.
  expect(reverse.log).not.toMatch(/WARN|ERROR/);
}, 20_000);

test('regular asks for passwords, which a thread checks; HTTPS by its authority; upstream and socks go their ways', async () => {
  const users = forAll('users', `ann:${bcrypt.hashSync('s3cret', 5)}\n`);
  const trusted = forAll('outside.pem', readFileSync(world.authority.certificate));
  await using regular = await start('regular', { WEIR_MODE: 'regular@127.0.0.1:0', WEIR_PROXYAUTH: `@${users}`, WEIR_SSL_VERIFY_UPSTREAM_TRUSTED_CA: trusted });
  await using upstream = await start('upstream', { WEIR_MODE: `upstream:http://127.0.0.1:${regular.port()}@127.0.0.1:0`, WEIR_UPSTREAM_AUTH: 'ann:s3cret' });
  await using socks = await start('socks', { WEIR_MODE: 'socks5@127.0.0.1:0' });
  const proxy = ['-x', `http://127.0.0.1:${regular.port()}`];
  expect((await curl(...proxy, hello('nobody'))).status).toBe(407);
  expect((await curl(...proxy, '--proxy-user', 'ann:wrong', hello('wrong'))).status).toBe(407);
  expect(await curl(...proxy, '--proxy-user', 'ann:s3cret', hello('right'))).toMatchObject({ status: 200, body: 'hello from nginx\n' });
  const secure = await curl(...proxy, '--proxy-user', 'ann:s3cret', '--cacert', home.file('ca/ca.pem'), `https://localhost:${world.nginx.tlsPort}/hello.txt?secure`);
  expect(secure).toMatchObject({ status: 200, body: 'hello from nginx\n' });
  expect((await curl('-x', `http://127.0.0.1:${upstream.port()}`, hello('chain'))).status).toBe(200);
  expect((await curl('--socks5', `127.0.0.1:${socks.port()}`, hello('socks'))).status).toBe(200);
  for (const [word, count] of [['right', 1], ['secure', 1], ['chain', 2], ['socks', 1]] as const) await collector.settled(`~u ${word}`, count);
  for (const each of [socks, upstream, regular]) expect([each.name, await each.stop()]).toEqual([each.name, 0]);
}, 30_000);

test('weir up: the collector in its thread with the page, workers, commands that ask it', async () => {
  using own = Images.volume('up');
  const program = images.program('weir');
  await using weir = await Weir.up(['--mode', `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0`, '--workers', '2', '--health-listen', '127.0.0.1:0'], own, program);
  await expectPage(weir);
  expect((await curl(`http://127.0.0.1:${weir.port()}/hello.txt?up`)).status).toBe(200);
  const [flow] = await weir.settled('~u up');
  const asked = ['--api', weir.api, '--api-token', weir.token];
  expect((await weirCommand(['flows', ...asked], {}, program)).stdout).toContain(`${flow!.id}  `);
  expect((await weirCommand(['show', flow!.id, '--body', 'response', ...asked], {}, program)).stdout).toBe('hello from nginx\n');
  expect((await weirCommand(['ca', 'export', '--home', own.path], {}, program)).stdout).toContain('BEGIN CERTIFICATE');
  expect(await weirCommand(['redact', '--redact-query', 'up', ...asked], {}, program)).toMatchObject({ code: 0, stdout: expect.stringContaining('1 flow') });
  expect(await images.health('weir', `:${(JSON.parse(weir.log.split('\n').find((line) => line.includes('"health-listening"'))!) as { readonly port: number }).port}`)).toBe(0);
  expect(await weir.stop()).toBe(0);
}, 30_000);

// skipped: namespaces of one's own take CAP_SYS_ADMIN, which not every container has; the tests above show the same but for being process 1 and disks that are read-only
(mayContain ? test : test.skip)('as process 1 on read-only disks, where the checkout is not: serves, leaves no zombies, ends by SIGTERM', async () => {
  using own = Images.volume('contained');
  const variables = { ...environment, WEIR_HOME: own.path, WEIR_MODE: `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0`, WEIR_WORKERS: '2' };
  await using reverse = await Service.start('reverse', variables, contained(images.program('reverse'), [own.path]));
  const one = first(reverse.process);
  expect(readFileSync(`/proc/${one}/status`, 'utf8')).toMatch(/^Uid:\t1337\t1337\t1337\t1337\nGid:\t1337\t[^]*\nGroups:\t \nNStgid:\t\d+\t1\n[^]*\nCapEff:\t0+\nCapBnd:\t0+\n/m);
  expect((await curl(`http://127.0.0.1:${reverse.port()}/hello.txt?contained`)).status).toBe(200);
  await collector.settled('~u contained');

  const [victim] = childrenOf(one);
  process.kill(victim!, 'SIGKILL');
  await until('a successor', () => (reverse.log.includes('"worker-restarted"') ? true : undefined));
  expect(childrenOf(one)).toHaveLength(2);
  expect(childrenOf(one).map(stateOf)).not.toContain('Z');
  expect((await curl(`http://127.0.0.1:${reverse.port()}/hello.txt?successor`)).status).toBe(200);

  process.kill(one, 'SIGTERM');
  expect(await once(reverse.process, 'exit')).toEqual([0, null]);
  expect(reverse.log).not.toContain('EROFS');
}, 30_000);

// skipped: as above
(mayContain ? test : test.skip)('weir up and a collector as process 1 on read-only disks end by SIGTERM', async () => {
  using own = Images.volume('contained');
  await using weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--health-listen', 'off'], own, contained(images.program('weir'), [own.path]));
  await expectPage(weir);
  process.kill(first(weir.process), 'SIGTERM');
  expect(await once(weir.process, 'exit')).toEqual([0, null]);

  using other = Images.volume('contained');
  await using second = await Service.start('collector', { ...environment, WEIR_HOME: other.path }, contained(images.program('collector'), [other.path]));
  await expectPage(second);
  process.kill(first(second.process), 'SIGTERM');
  expect(await once(second.process, 'exit')).toEqual([0, null]);
  expect(readdirSync(other.path)).toContain('flows.db');
}, 30_000);

test('the collector ends by SIGTERM', async () => {
  expect(await collector.stop()).toBe(0);
  expect(collector.log).not.toMatch(/"level":"(?:warn|error)"/);
});
