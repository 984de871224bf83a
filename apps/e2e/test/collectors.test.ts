import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until, type Service } from '../src/index.ts';
import { answered, captured, Distributed, expectWhole } from './distributed.ts';

// Collectors die, and their disk is full, under load: no request fails, nothing is lost, nothing is doubled.

const rate = 400;

let parts: Distributed;
let home: string;
let collector: Service;
let proxy: Service;
let requests = 0;

beforeAll(async () => {
  parts = await Distributed.start();
  home = parts.home('collectors');
  collector = await parts.collector(home);
  proxy = await parts.proxy(parts.home('proxy'));
}, 60_000);

afterAll(() => parts[Symbol.asyncDispose](), 60_000);

/** Until it has committed batches from now on. */
async function commits(service: Service): Promise<void> {
  const before = await service.metric('weir_collector_batches_total');
  await until('batches committed', async () => (await service.metric('weir_collector_batches_total')) > before || undefined, 30_000);
}

/** Dies with batches in its hands: it stands still first, while more are delivered to it. */
async function killHolding(service: Service): Promise<void> {
  service.process.kill('SIGSTOP');
  await captured(proxy, rate / 2);
  await service.kill();
}

test('a collector is killed, and started again', async () => {
  await using load = parts.load(proxy, rate);
  await commits(collector);
  await killHolding(collector);
  await captured(proxy, rate);
  collector = await parts.collector(home);
  await commits(collector);
  requests += answered(await load.stop());
}, 120_000);

test('two collectors on one file, of which one is killed: the other goes on', async () => {
  const other = await parts.collector(home);
  await using load = parts.load(proxy, rate);
  await Promise.all([commits(collector), commits(other)]);
  await killHolding(other);
  await commits(collector);
  requests += answered(await load.stop());
}, 120_000);

/** As root of a container one may not be allowed to. */
const mayMount = spawnSync('unshare', ['-m', 'true']).status === 0;

// skipped: a small disk of one's own takes CAP_SYS_ADMIN, which not every container has; ingest.test.ts and disk-room.test.ts show the same in parts
(mayMount ? test : test.skip)('a full disk under flows.db: flows wait in the stream until there is room', async () => {
  await using own = await Distributed.start();
  const small = own.disk('96m');
  const full = await own.collector(small);
  const sender = await own.proxy(own.home('sender'));
  await using load = own.load(sender, rate, '/hello.txt', 17);
  await commits(full);
  const fill = join(small, 'fill');
  writeFileSync(fill, Buffer.alloc(60 * 1024 * 1024));
  await until('a store that refuses', async () => ((await full.metric('weir_collector_storing')) === 0 ? true : undefined), 30_000);
  expect((await fetch(`${full.health}/readyz`)).status).toBe(503);
  await captured(sender, 2 * rate);
  rmSync(fill);
  await until('a store that takes flows', async () => (await full.metric('weir_collector_storing')) || undefined, 30_000);
  await expectWhole(full, answered(await load.stop()));
  expect(full.log.split('\n').flatMap((line) => /"event":"(store-\w+)"/.exec(line)?.[1] ?? [])).toEqual(['store-failed', 'store-recovered']);
}, 120_000);

test('what the killed ones had in their hands comes when its time there is up (30 s): all is stored, once', async () => {
  await expectWhole(collector, requests);
  expect(await collector.metric('weir_bus_redelivered_batches_total')).toBeGreaterThan(0);
}, 90_000);
