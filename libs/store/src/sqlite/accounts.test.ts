import type { BatchMessage, Publisher, Settled } from '@weir/bus';
import { createRecorder } from '@weir/capture';
import { CLIENT, SERVER, type Connection } from '@weir/core';
import { decodeBatch } from '@weir/flow';
import { seeded } from '@weir/testing';
import { openSqliteStore } from './open.ts';

/** A bus that loses batches, or believes it has; what is stored may come twice and late. */
class BadBus implements Publisher {
  readonly arrived: Uint8Array[] = [];
  /** How the next batches end: stored and committed, lost, or stored and believed lost. */
  fate: () => 'stored' | 'lost' | 'both' | 'refused' = () => 'stored';
  readonly #waiting: (() => void)[] = [];
  pendingBytes = 0;
  readonly isTight = false;

  publish(batch: BatchMessage, settled: Settled): boolean {
    const fate = this.fate();
    if (fate === 'refused') return false;
    if (fate !== 'lost') this.arrived.push(batch.payload);
    this.#waiting.push(() => settled(fate === 'stored', fate === 'stored' ? undefined : 'collector-crash'));
    return true;
  }

  settle(): void {
    for (const end of this.#waiting.splice(0)) end();
  }

  flush(): Promise<void> {
    this.settle();
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const connection = { id: 'c', client: { address: { host: '10.0.0.7', port: 1 }, state: 'open' } } as unknown as Connection;
const bytes = Buffer.alloc(100_000, 'x');

test.each(Array.from({ length: 20 }, (_, seed) => [seed]))('the store\'s accounts are the recorder\'s (seed %i)', async (seed) => {
  const random = seeded(seed);
  await using store = openSqliteStore(':memory:');
  const bus = new BadBus();
  bus.fate = () => (['stored', 'stored', 'lost', 'both', 'refused'] as const)[random(5)]!;
  let now = 1_795_514_400_000;
  const recorder = createRecorder({ producer: 'p', publisher: bus, clock: { nowMs: () => now++ }, timers: { after: () => undefined, every: () => () => undefined }, caps: { batchRecords: 1 + random(5), memoryBytes: 1_000_000 } });
  for (let step = 0; step < 400; step++) {
    const tap = recorder.flow(connection, 'tcp');
    if (random(3) === 0) tap.message(random(2) === 0 ? CLIENT : SERVER, 'data', bytes.subarray(0, random(2000)));
    tap.end();
    if (random(4) === 0) bus.settle();
  }
  // The last reports must come through.
  bus.settle();
  bus.fate = () => 'stored';
  await recorder.close(new AbortController().signal);
  const { captured } = recorder.stats();
  const batches = bus.arrived;
  while (batches.length > 0) {
    const [batch] = batches.splice(random(batches.length), 1);
    store.append(random(5) === 0 ? [batch!, batch!] : [batch!]);
    if (random(8) === 0) store.append([batch!]);
  }
  const loss = store.loss();
  expect(loss.captured).toBe(captured);
  expect(loss.lost.reduce((sum, { count }) => sum + count!, loss.stored)).toBe(captured);
  expect(loss.lost.map(({ reason }) => reason)).not.toContain('missing');
  expect(loss.stored).toBeLessThan(captured);
});

test('the fates of a batch differ in what arrives', () => {
  const bus = new BadBus();
  const batch = { id: 'e:1', firstSeq: 1, lastSeq: 1, payload: Uint8Array.of(0x0a, 16, ...new Uint8Array(16), 0x18, 1) };
  const ends: boolean[] = [];
  for (const fate of ['stored', 'lost', 'both'] as const) {
    bus.fate = () => fate;
    bus.publish(batch, (committed) => ends.push(committed));
  }
  bus.settle();
  expect(ends).toEqual([true, false, false]);
  expect(bus.arrived.map((payload) => decodeBatch(payload).firstSeq)).toEqual([1, 1]);
});
