import { NatsServer } from '@weir/testing';
import { freePort, until, type Service } from '../src/index.ts';
import { answered, captured, Distributed, loss, spooled } from './distributed.ts';

// NATS is away for the whole life of a proxy: what it holds stays within its bound.

const megabyte = 1024 * 1024;
/** What capture may hold, what is on its way to NATS included (`captureBytes`), and what else the program may take. */
const bound = 64 * megabyte + 64_000_000;
/** So long a path that flows without their bodies, too, fill what there is. */
const longPath = `/16k.bin?${'q'.repeat(7_000)}`;
const seconds = 15;
const rate = 400;

let parts: Distributed;

beforeAll(async () => { parts = await Distributed.start(); }, 60_000);
afterAll(() => parts[Symbol.asyncDispose](), 60_000);

/** How much more memory it has while it is under load, for some time and until `isEnough`, than it had when it was warm. */
async function growth(proxy: Service, isEnough: () => Promise<boolean>): Promise<{ requests: number; bytes: number }> {
  await using warm = parts.load(proxy, rate, '/hello.txt', 17);
  await captured(proxy, 2 * rate);
  const before = answered(await warm.stop());
  const base = await proxy.residentBytes();
  let most = base;
  await using load = parts.load(proxy, rate, longPath);
  const end = performance.now() + seconds * 1000;
  await until(`${seconds} s`, async () => {
    most = Math.max(most, await proxy.residentBytes());
    return (performance.now() > end && await isEnough()) || undefined;
  }, 90_000);
  return { requests: before + answered(await load.stop()), bytes: most - base };
}

test('with a spool and without one: memory stays within the bound; without one flows are lost, and counted', async () => {
  const port = await freePort();
  const away = { WEIR_NATS_URL: `nats://127.0.0.1:${port}` };
  const spooling = await parts.proxy(parts.home('spooling'), away);
  const forgetting = await parts.proxy(parts.home('forgetting'), { ...away, WEIR_SPOOL_LIMIT: '0' });
  const [kept, lossy] = await Promise.all([
    growth(spooling, async () => (await spooled(spooling)) > 0),
    growth(forgetting, async () => (await forgetting.metric('weir_capture_lost_records_total')) > rate),
  ]);
  expect(kept.bytes).toBeLessThan(bound);
  expect(lossy.bytes).toBeLessThan(bound);
  expect(await spooling.metric('weir_capture_lost_records_total')).toBe(0);
  const lost = await forgetting.metric('weir_capture_lost_records_total');
  expect(lost).toBeGreaterThan(rate);

  // It comes after all: what is there is stored, the rest is told.
  await using _nats = await NatsServer.start({ port });
  const collector = await parts.collector(parts.home('collector'), away);
  const { stored, lost: told } = await loss(collector, 'all accounted for', (it) => it.captured === kept.requests + lossy.requests && it.lost.every(({ reason }) => reason !== 'missing'));
  expect(stored).toBe(kept.requests + lossy.requests - lost);
  expect(told.reduce((sum, { count }) => sum + count!, 0)).toBe(lost);
  // The bound of capture and that of its bus are the same: which is reached first is a matter of a batch.
  expect(told.filter(({ reason }) => reason !== 'memory-limit' && reason !== 'bus-full')).toEqual([]);
}, 150_000);
