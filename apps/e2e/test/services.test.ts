import { NatsServer } from '@weir/testing';
import { curl, load, Service, temporaryFolder, until, World, type Folder } from '../src/index.ts';

// The distributed shape: a service a mode, each a process, onto a real nats-server with JetStream on disk, and a collector.

let world: World;
let nats: NatsServer;
let home: Folder;
let collector: Service;
let proxies: { readonly regular: Service; readonly reverse: Service; readonly socks: Service };

beforeAll(async () => {
  world = await World.create();
  nats = await NatsServer.start();
  home = temporaryFolder('services');
  const environment = { WEIR_NATS_URL: nats.url, WEIR_HOME: home.path };
  collector = await Service.start('collector', environment);
  const [regular, reverse, socks] = await Promise.all([
    Service.start('regular', { ...environment, WEIR_MODE: 'regular@127.0.0.1:0' }),
    Service.start('reverse', { ...environment, WEIR_MODE: `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0` }),
    Service.start('socks', { ...environment, WEIR_MODE: 'socks5@127.0.0.1:0' }),
  ]);
  proxies = { regular: regular!, reverse: reverse!, socks: socks! };
}, 60_000);

afterAll(async () => {
  for (const each of [...Object.values(proxies), collector, nats, world]) await each[Symbol.asyncDispose]();
  home[Symbol.dispose]();
}, 60_000);

/** What the collector has, once nothing more is on its way. */
async function accounts(stored: number) {
  return until(`${stored} stored`, async () => {
    const loss = await collector.loss();
    return loss.stored >= stored && loss.stored === loss.captured ? loss : undefined;
  }, 60_000).catch(async (error: Error) => { throw new Error(`${error.message}: ${JSON.stringify(await collector.loss())}`); });
}

test('100,000 requests through three services: captured = stored, none lost, none doubled', async () => {
  const origin = world.nginx.port;
  const [path, bytes] = ['/hello.txt', 17];
  const results = await Promise.all([
    load({ way: 'proxy', port: proxies.regular.port(), origin, path, bytes, requests: 34_000 }),
    load({ way: 'direct', port: proxies.reverse.port(), origin, path, bytes, requests: 33_000 }),
    load({ way: 'socks5', port: proxies.socks.port(), origin, path, bytes, requests: 33_000 }),
  ]);
  expect(results.map(({ requests, errors }) => ({ requests, errors }))).toEqual([34_000, 33_000, 33_000].map((requests) => ({ requests, errors: {} })));
  expect(await accounts(100_000)).toMatchObject({ captured: 100_000, stored: 100_000, lost: [] });
  const { groups } = await (await collector.get('/api/v1/stats?by=mode')).json() as { groups: { key: unknown; count: number }[] };
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(100_000);
}, 180_000);

test('a live tail at a collector sees flows of every service; readiness and metrics of each', async () => {
  const stop = new AbortController();
  const tail = await fetch(`${collector.api}/api/v1/tail`, { headers: { authorization: `Bearer ${collector.token}` }, signal: stop.signal });
  let seen = '';
  void (async () => {
    for await (const bytes of tail.body!) seen += Buffer.from(bytes).toString();
  })().catch(() => undefined);
  await curl('-x', `http://127.0.0.1:${proxies.regular.port()}`, `http://127.0.0.1:${world.nginx.port}/hello.txt?regular`);
  await curl(`http://127.0.0.1:${proxies.reverse.port()}/hello.txt?reverse`);
  await curl('--socks5', `127.0.0.1:${proxies.socks.port()}`, `http://127.0.0.1:${world.nginx.port}/hello.txt?socks`);
  await until('three flows at the tail', () => (['?regular', '?reverse', '?socks'].every((each) => seen.includes(each)) ? true : undefined)).catch((error: Error) => { throw new Error(`${error.message}: ${seen}`); });
  stop.abort();
  for (const each of [...Object.values(proxies), collector]) {
    expect([each.name, (await fetch(`${each.health}/healthz`)).status, (await fetch(`${each.health}/readyz`)).status]).toEqual([each.name, 200, 200]);
    expect([each.name, await each.metric('weir_bus_connected')]).toEqual([each.name, 1]);
  }
  expect(await proxies.regular.metric('weir_capture_records_total')).toBeGreaterThanOrEqual(34_001);
}, 30_000);

test('values of the usual headers are hashes before they are on the bus', async () => {
  await curl('-H', 'authorization: Bearer s3cr3t-value', '-H', 'x-other: seen', `http://127.0.0.1:${proxies.reverse.port()}/hello.txt?headers`);
  const [flow] = await collector.settled('~u headers');
  const headers = new Map(flow!.request!.headers as [string, string][]);
  expect([headers.get('authorization'), headers.get('x-other')]).toEqual([expect.stringMatching(/^Bearer weir:/), 'seen']);
});

test('SIGTERM: exit 0, a goodbye; nothing is shown as crashed', async () => {
  for (const each of Object.values(proxies)) expect([each.name, await each.stop()]).toEqual([each.name, 0]);
  expect((await accounts(100_004)).lost).toEqual([]);
  expect(await collector.stop()).toBe(0);
}, 30_000);
