import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, NatsServer } from '@weir/testing';
import { until, type Service } from '../src/index.ts';
import { answerBytes, answered, captured, Distributed, drained, expectWhole, loss, spooled } from './distributed.ts';

// NATS goes away under load, in each of the ways it can: no request fails, nothing is lost, nothing is doubled.

/** How long NATS is away at least. The rest is the same for 30 s, by hand: WEIR_TEST_AWAY_MS=30000. */
const awayMs = Number(process.env['WEIR_TEST_AWAY_MS'] ?? 8_000);
const rate = 300;

let parts: Distributed;
let collector: Service;
let proxy: Service;
let home: string;
let requests = 0;
let life: Promise<void>;

beforeAll(async () => {
  life = awayForLife();
  life.catch(() => undefined);
  parts = await Distributed.start();
  home = parts.home('away');
  collector = await parts.collector(parts.home('collector'));
  proxy = await parts.proxy(home);
}, 60_000);

afterAll(() => parts[Symbol.asyncDispose](), 60_000);

/** So long, in which it is looked again and again. */
function passed(ms: number, look: () => Promise<unknown>): Promise<true> {
  const end = performance.now() + ms;
  return until(`${ms} ms`, async () => {
    await look();
    return performance.now() >= end || undefined;
  }, ms + 60_000);
}

/** Load, and an outage meanwhile. */
async function outage(begin: () => unknown, end: () => unknown): Promise<void> {
  await using load = parts.load(proxy, rate);
  await captured(proxy, rate);
  await begin();
  await Promise.all([
    passed(awayMs, () => proxy.metric('weir_bus_connected')),
    until('a connection given up', async () => (await proxy.metric('weir_bus_connected')) === 0 || undefined, 60_000),
  ]);
  await spooled(proxy);
  expect((await fetch(`${proxy.health}/readyz`)).status).toBe(200);
  await end();
  await drained(proxy);
  requests += answered(await load.stop());
  await expectWhole(collector, requests);
}

test('nats-server is killed and away: flows wait in the spool, and are all stored afterwards', async () => {
  await outage(() => parts.nats.kill(), () => parts.nats.start());
}, awayMs + 240_000);

test('nats-server stands still, and its connections are given up: the same', async () => {
  await outage(() => parts.nats.hold(), () => parts.nats.release());
}, awayMs + 240_000);

test('SIGTERM while NATS is away: exit 0 within 10 s, all is in the spool, and the next start publishes it', async () => {
  await parts.nats.kill();
  await using load = parts.load(proxy, rate);
  await captured(proxy, 2 * rate);
  const more = answered(await load.stop());
  const began = performance.now();
  expect(await proxy.stop()).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  const folder = join(home, 'spool', 'reverse');
  expect(readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeGreaterThan(more * answerBytes);
  await parts.nats.start();
  proxy = await parts.proxy(home);
  await drained(proxy);
  requests += more;
  await expectWhole(collector, requests);
}, 240_000);

/** What capture may hold, what is on its way to NATS included (`captureBytes`), and what else the program may take. */
const bound = 64 * 1024 * 1024 + 64_000_000;
/** Of `/heavy`, whose flows without their bodies, too, fill what there is: beside the other tests, whose time is mostly waiting. */
const lifeRate = 120;

/** How much more memory it has while it is under load, for 15 s and until `isEnough`, than it had when it was warm. */
async function growth(own: Distributed, proxy: Service, isEnough: () => Promise<boolean>): Promise<{ requests: number; bytes: number }> {
  await using warm = own.load(proxy, lifeRate, '/hello.txt', 17);
  await captured(proxy, 4 * lifeRate);
  const before = answered(await warm.stop());
  const base = await proxy.residentBytes();
  let most = base;
  const look = async (): Promise<void> => { most = Math.max(most, await proxy.residentBytes()); };
  await using load = own.load(proxy, lifeRate, '/heavy');
  await passed(15_000, look);
  await until('enough', async () => {
    await look();
    return (await isEnough()) || undefined;
  }, 90_000);
  return { requests: before + answered(await load.stop()), bytes: most - base };
}

async function awayForLife(): Promise<void> {
  await using own = await Distributed.start();
  const port = await freePort();
  const away = { WEIR_NATS_URL: `nats://127.0.0.1:${port}` };
  const spooling = await own.proxy(own.home('spooling'), away);
  const forgetting = await own.proxy(own.home('forgetting'), { ...away, WEIR_SPOOL_LIMIT: '0' });
  const [kept, lossy] = await Promise.all([
    growth(own, spooling, async () => (await spooled(spooling)) > 0),
    growth(own, forgetting, async () => (await forgetting.metric('weir_capture_lost_records_total')) > 0),
  ]);
  expect(kept.bytes).toBeLessThan(bound);
  expect(lossy.bytes).toBeLessThan(bound);
  expect(await spooling.metric('weir_capture_lost_records_total')).toBe(0);

  // It comes after all: what is there is stored, the rest is told.
  await using _nats = await NatsServer.start({ port });
  const collector = await own.collector(own.home('collector'), away);
  const { stored, lost } = await loss(collector, 'all accounted for', (told) => told.captured === kept.requests + lossy.requests && told.lost.every(({ reason }) => reason !== 'missing'));
  const count = lost.reduce((sum, entry) => sum + entry.count!, 0);
  expect([stored, count]).toEqual([kept.requests + lossy.requests - count, await forgetting.metric('weir_capture_lost_records_total')]);
  expect(count).toBeGreaterThan(0);
  // The bound of capture and that of its bus are the same: which is reached first is a matter of a batch.
  expect(lost.filter(({ reason }) => reason !== 'memory-limit' && reason !== 'bus-full')).toEqual([]);
}

test('a proxy whose NATS is away for good stays within its memory, with a spool and without one; without one flows are lost, and counted', async () => {
  await life;
}, 240_000);
