import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowJson } from '@weir/flow';
import { until, type Service } from '../src/index.ts';
import { answerBytes, answered, captured, Distributed, drained, expectWhole, loss, spooled, storedFlows } from './distributed.ts';

// Collectors and proxies are killed, disks and spools are full, under load: no request fails, what is lost is counted to the last record, nothing is doubled.
// What a killed collector had in its hands comes again after 30 s: meanwhile the other tests have a nats-server of their own.

const rate = 300;

let parts: Distributed;
let own: Distributed;
let home: string;
let collector: Service;
let proxy: Service;
let requests = 0;

beforeAll(async () => {
  [parts, own] = await Promise.all([Distributed.start(), Distributed.start()]);
  home = parts.home('collectors');
  collector = await parts.collector(home);
  proxy = await parts.proxy(parts.home('proxy'));
}, 60_000);

afterAll(async () => { for (const each of [parts, own]) await each[Symbol.asyncDispose](); }, 60_000);

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
  await sender.stop();
  await full.stop();
}, 120_000);

test('a spool at its limit: bodies are left out first, then flows are lost, and each of these is counted', async () => {
  const collector = await own.collector(own.home('collector'));
  const proxy = await own.proxy(own.home('limited'), { WEIR_SPOOL_LIMIT: '4m' });
  await using load = own.load(proxy, rate, '/heavy');
  await captured(proxy, rate);
  await own.nats.kill();
  await until('records lost', async () => (await proxy.metric('weir_capture_lost_records_total')) > rate || undefined, 60_000);
  await own.nats.start();
  await drained(proxy);
  await captured(proxy, rate);
  const requests = answered(await load.stop());

  const { captured: all, stored, lost } = await loss(collector, `${requests} flows accounted for`, (told) => told.captured === requests && told.lost.every(({ reason }) => reason !== 'missing'));
  const counts = new Map(lost.map(({ reason, count }) => [reason, count]));
  expect([...counts.keys()].sort()).toEqual(['memory-limit', 'spool-full']);
  // Bytes of bodies, in flows that are there.
  expect(counts.get('memory-limit')).toBe(0);
  expect(counts.get('spool-full')).toBe(await proxy.metric('weir_capture_lost_records_total'));
  expect([all, stored + counts.get('spool-full')!]).toEqual([requests, requests]);
  expect(await storedFlows(collector)).toBe(stored);
  const { whole, truncated } = await bodies(collector);
  expect(whole + truncated).toBe(stored);
  expect(whole).toBeGreaterThan(rate);
  expect(truncated).toBeGreaterThan(0);
  await proxy.stop();
  await collector.stop();
}, 150_000);

test('a proxy is killed while NATS is away: its next start publishes what is on disk; what was in memory is missing, and counted', async () => {
  const collector = await own.collector(own.home('collector'));
  const home = own.home('killed');
  const proxy = await own.proxy(home);
  await own.nats.kill();
  await using load = own.load(proxy, rate);
  await spooled(proxy);
  await captured(proxy, rate);
  const requests = answered(await load.stop());
  const onDisk = await written(proxy, requests);
  expect(onDisk).toBeGreaterThan(0);
  await proxy.kill();
  await own.nats.start();
  const next = await own.proxy(home);
  await drained(next);
  // Its own first word, by which the end of the one before is known.
  await using after = own.load(next, 10);
  await captured(next, 1);
  const more = answered(await after.stop());
  const { captured: all, lost } = await loss(collector, 'all accounted for', (told) => told.captured === requests + more);
  const stored = await storedFlows(collector) - more;
  expect(stored).toBeGreaterThanOrEqual(onDisk);
  expect(lost.map(({ reason, count }) => ({ reason, count }))).toEqual([{ reason: 'missing', count: requests - stored }, { reason: 'crash', count: null }]);
  expect(all).toBe(requests + more);
  // In memory are only batches that were on their way: 8 MiB.
  expect((requests - stored) * answerBytes).toBeLessThan(8 * 1024 * 1024);
  await next.stop();
  await collector.stop();
}, 150_000);

test('what the killed ones had in their hands comes when its time there is up (30 s): all is stored, once', async () => {
  await expectWhole(collector, requests);
  expect(await collector.metric('weir_bus_redelivered_batches_total')).toBeGreaterThan(0);
}, 90_000);

/** Of all stored answers. */
async function bodies(collector: Service): Promise<{ whole: number; truncated: number }> {
  const seen = { whole: 0, truncated: 0 };
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page = await (await collector.get(`/api/v1/flows?limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`)).json() as { readonly flows: readonly FlowJson[]; readonly next?: string };
    for (const { response } of page.flows) {
      if (response!.body.truncated) seen.truncated++;
      else if (response!.body.captured === answerBytes) seen.whole++;
    }
    cursor = page.next;
  }
  return seen;
}

/** How many of so many records are committed, here on disk, once no more become it. */
async function written(proxy: Service, records: number): Promise<number> {
  let last = -1;
  let times = 0;
  return until('all written', async () => {
    const now = await proxy.metric('weir_capture_published_records_total');
    times = now === last && (await proxy.metric('weir_capture_records_total')) === records ? times + 1 : 0;
    last = now;
    return times === 10 ? now : undefined;
  }, 30_000);
}
