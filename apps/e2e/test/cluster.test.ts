import { load, Service, temporaryFolder, until, World, type Folder } from '../src/index.ts';
import { NatsCluster } from './nats-cluster.ts';

// Three servers of NATS, each of which keeps every batch; the one that leads the stream dies under load.

let world: World;
let cluster: NatsCluster;
let home: Folder;
let collector: Service;
let regular: Service;
let socks: Service;

beforeAll(async () => {
  world = await World.create();
  cluster = await NatsCluster.start(3);
  home = temporaryFolder('cluster');
  const environment = { WEIR_NATS_URL: cluster.urls, WEIR_HOME: home.path };
  collector = await Service.start('collector', { ...environment, WEIR_STREAM_REPLICAS: '3' });
  regular = await Service.start('regular', { ...environment, WEIR_MODE: 'regular@127.0.0.1:0' });
  socks = await Service.start('socks', { ...environment, WEIR_MODE: 'socks5@127.0.0.1:0' });
}, 90_000);

afterAll(async () => {
  for (const each of [regular, socks, collector, cluster, world]) await each?.[Symbol.asyncDispose]();
  home[Symbol.dispose]();
}, 60_000);

test('one of three dies under load and comes back: no request fails, captured = stored, none lost, none doubled', async () => {
  const before = await until('a stream on three servers', async () => {
    const info = await cluster.stream('WEIR_FLOWS');
    return info?.cluster?.leader !== undefined && info.cluster.replicas?.length === 2 ? info : undefined;
  }, 60_000);
  expect(before.config.num_replicas).toBe(3);

  // Bodies of 16 KiB: of these no more than two seconds and a half wait in memory.
  const [requests, rate, origin, sends] = [5_000, 200, world.nginx.port, 16_384];
  const going = Promise.all([
    load({ way: 'proxy', port: regular.port(), origin, path: '/sink', bytes: 10, sends, requests, rate }),
    load({ way: 'socks5', port: socks.port(), origin, path: '/sink', bytes: 10, sends, requests, rate }),
  ]);
  await until('flows', async () => ((await collector.loss()).stored >= 2_000 ? true : undefined), 60_000);
  let spooled = 0;
  const watch = setInterval(() => void regular.metric('weir_bus_spooled_batches').then((now) => { spooled = Math.max(spooled, now); }), 200);
  const leader = (await until('a leader of the stream', () => cluster.stream('WEIR_FLOWS'), 30_000)).cluster!.leader!;
  await cluster.servers.get(leader)!.kill();
  const after = await until('another leader', async () => {
    const { leader: now } = (await cluster.stream('WEIR_FLOWS'))?.cluster ?? {};
    return now !== undefined && now !== '' && now !== leader ? now : undefined;
  }, 60_000);
  expect(after).not.toBe(leader);
  await cluster.servers.get(leader)!.start();

  expect((await going).map(({ requests: right, errors }) => ({ right, errors }))).toEqual([{ right: requests, errors: {} }, { right: requests, errors: {} }]);
  const loss = await until(`${2 * requests} stored`, async () => {
    const now = await collector.loss();
    return now.stored >= 2 * requests && now.stored === now.captured ? now : undefined;
  }, 90_000).catch(async (error: Error) => { throw new Error(`${error.message}: ${JSON.stringify(await collector.loss())}\n${regular.log}\n${collector.log}`); });
  expect(loss).toMatchObject({ captured: 2 * requests, stored: 2 * requests, lost: [] });
  const { groups } = await (await collector.get('/api/v1/stats?by=mode')).json() as { groups: { count: number }[] };
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(2 * requests);
  clearInterval(watch);
  // For some seconds nobody led the stream: what came meanwhile waited on disk, and is not there any more.
  expect(spooled).toBeGreaterThan(0);
  for (const each of [regular, socks]) expect([each.name, await each.metric('weir_bus_spooled_batches')]).toEqual([each.name, 0]);
}, 240_000);
