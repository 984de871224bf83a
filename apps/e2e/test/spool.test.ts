import type { FlowJson } from '@weir/flow';
import { until, type Service } from '../src/index.ts';
import { answerBytes, answered, captured, Distributed, drained, loss, spooled, storedFlows } from './distributed.ts';

// What a spool cannot keep is counted, to the last record; what it has kept outlives its process.

const rate = 400;
/** So long a path that flows without their bodies, too, take room. */
const longPath = `/16k.bin?${'q'.repeat(4_000)}`;

let parts: Distributed;

beforeAll(async () => { parts = await Distributed.start(); }, 60_000);
afterAll(() => parts[Symbol.asyncDispose](), 60_000);

test('a spool at its limit: bodies are left out first, then flows are lost, and each of these is counted', async () => {
  const collector = await parts.collector(parts.home('collector'));
  const proxy = await parts.proxy(parts.home('limited'), { WEIR_SPOOL_LIMIT: '4m' });
  await using load = parts.load(proxy, rate, longPath);
  await captured(proxy, rate);
  await parts.nats.kill();
  await until('records lost', async () => (await proxy.metric('weir_capture_lost_records_total')) > rate || undefined, 60_000);
  await parts.nats.start();
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
  const bodies = await truncations(collector);
  expect(bodies).toEqual({ whole: expect.any(Number), truncated: expect.any(Number) });
  expect(bodies.whole + bodies.truncated).toBe(stored);
  expect(Math.min(bodies.whole, bodies.truncated)).toBeGreaterThan(rate / 2);
  await proxy.stop();
  await collector.stop();
}, 150_000);

/** Of all stored answers. */
async function truncations(collector: Service): Promise<{ whole: number; truncated: number }> {
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

test('a proxy is killed while NATS is away: its next start publishes what is on disk; what was in memory is missing, and counted', async () => {
  const collector = await parts.collector(parts.home('collector'));
  const home = parts.home('killed');
  const proxy = await parts.proxy(home);
  await parts.nats.kill();
  await using load = parts.load(proxy, rate);
  await spooled(proxy);
  await captured(proxy, rate);
  const requests = answered(await load.stop());
  const onDisk = await written(proxy, requests);
  expect(onDisk).toBeGreaterThan(0);
  await proxy.kill();
  await parts.nats.start();
  const next = await parts.proxy(home);
  await drained(next);
  // Its own first word, by which the end of the one before is known.
  await using after = parts.load(next, 10);
  await captured(next, 1);
  const more = answered(await after.stop());
  const { captured: all, lost } = await loss(collector, 'all accounted for', (told) => told.captured === requests + more);
  const stored = await storedFlows(collector) - more;
  expect(stored).toBeGreaterThanOrEqual(onDisk);
  expect(lost.map(({ reason, count }) => ({ reason, count }))).toEqual([{ reason: 'missing', count: requests - stored }, { reason: 'crash', count: null }]);
  expect(all).toBe(requests + more);
  // In memory are only batches that were on their way: 8 MiB.
  expect((requests - stored) * answerBytes).toBeLessThan(8 * 1024 * 1024);
}, 150_000);

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
