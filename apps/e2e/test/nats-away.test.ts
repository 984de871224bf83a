import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '../src/index.ts';
import { until } from '../src/index.ts';
import { answered, Distributed, drained, expectWhole, spooled } from './distributed.ts';

// NATS goes away under load, in each of the ways it can: no request fails, nothing is lost, nothing is doubled.

/** How long NATS is away at least. The rest is the same for 30 s, by hand: WEIR_TEST_AWAY_MS=30000. */
const awayMs = Number(process.env['WEIR_TEST_AWAY_MS'] ?? 8_000);
const rate = 400;

let parts: Distributed;
let collector: Service;
let proxy: Service;
let home: string;
let requests = 0;

beforeAll(async () => {
  parts = await Distributed.start();
  home = parts.home('away');
  collector = await parts.collector(parts.home('collector'));
  proxy = await parts.proxy(home);
}, 60_000);

afterAll(() => parts[Symbol.asyncDispose](), 60_000);

/** From now on, and for the time at least. */
function passed(ms: number): Promise<true> {
  const end = performance.now() + ms;
  return until(`${ms} ms`, () => (performance.now() >= end ? true : undefined), ms + 60_000);
}

test('nats-server is killed and away: flows wait in the spool, and are all stored afterwards', async () => {
  await using load = parts.load(proxy, rate);
  await until('flows of the load', async () => (await collector.loss()).stored > rate || undefined, 30_000);
  await parts.nats.kill();
  await passed(awayMs);
  await spooled(proxy);
  await parts.nats.start();
  await drained(proxy);
  requests += answered(await load.stop());
  await expectWhole(collector, requests);
  expect(await proxy.metric('weir_bus_reconnects_total')).toBe(1);
}, awayMs + 150_000);

test('nats-server stands still until its connections are given up: the same', async () => {
  await using load = parts.load(proxy, rate);
  await until('flows of the load', async () => (await collector.loss()).stored > requests + rate || undefined, 30_000);
  parts.nats.hold();
  await passed(awayMs);
  await until('a connection given up', async () => ((await proxy.metric('weir_bus_connected')) === 0 ? true : undefined), 30_000);
  await spooled(proxy);
  parts.nats.release();
  await drained(proxy);
  requests += answered(await load.stop());
  await expectWhole(collector, requests);
}, awayMs + 150_000);

test('SIGTERM while NATS is away: exit 0 within 10 s, all is in the spool, and the next start publishes it', async () => {
  await parts.nats.kill();
  await using load = parts.load(proxy, rate);
  await until('two seconds of requests', async () => (await proxy.metric('weir_capture_records_total')) > requests + 2 * rate || undefined, 30_000);
  const began = performance.now();
  requests += answered(await load.stop());
  expect(await proxy.stop()).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  const folder = join(home, 'spool', 'reverse');
  expect(readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeGreaterThan(2 * rate * 16 * 1024);
  await parts.nats.start();
  proxy = await parts.proxy(home);
  await drained(proxy);
  await expectWhole(collector, requests);
}, 120_000);
