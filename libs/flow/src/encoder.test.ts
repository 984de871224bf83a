import { randomChunk, randomFlow, randomGoodbye, randomLost, seeded } from '../test/random.ts';
import { chunkToWire, flowToWire } from '../test/to-wire.ts';
import { BatchEncoder } from './encoder.ts';
import * as wire from './gen/flow.ts';

const epoch = Uint8Array.from({ length: 16 }, (_, i) => i + 1);

function generated(firstSeq: number, records: wire.Record['kind'][]): Uint8Array {
  return wire.FlowBatch.encode({ epoch, producer: 'pröducer-1', firstSeq, records: records.map((kind) => ({ kind })) }).finish();
}

function compare(encoder: BatchEncoder, expected: Uint8Array, what: string): void {
  const size = encoder.bytes;
  const bytes = encoder.take();
  if (Buffer.compare(bytes, expected) !== 0) throw new Error(`${what}: ${bytes.length} bytes, generated ${expected.length}`);
  expect(size).toBe(bytes.length);
}

describe('writes what the generated codec writes, byte for byte', () => {
  const encoder = new BatchEncoder({ epoch, producer: 'pröducer-1', initialBytes: 2048 });

  test('flows', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const record = randomFlow(seeded(seed));
      encoder.begin(seed);
      expect(encoder.flow(record)).toBe(true);
      compare(encoder, generated(seed, [{ $case: 'flow', value: flowToWire(record) }]), `seed ${seed}`);
    }
  });

  test('chunks, losses and goodbyes, mixed with flows', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const below = seeded(seed + 10_000);
      const records: wire.Record['kind'][] = [];
      encoder.begin(seed * 1_000_000_007);
      for (let n = below(8); n > 0; n--) {
        switch (below(4)) {
          case 0: {
            const record = randomChunk(below);
            encoder.chunk(record);
            records.push({ $case: 'chunk', value: chunkToWire(record) });
            break;
          }
          case 1: {
            const record = randomLost(below);
            encoder.lost(record);
            records.push({ $case: 'lost', value: record });
            break;
          }
          case 2: {
            const record = randomGoodbye(below);
            encoder.goodbye(record);
            records.push({ $case: 'goodbye', value: record });
            break;
          }
          default: {
            const record = randomFlow(below);
            encoder.flow(record);
            records.push({ $case: 'flow', value: flowToWire(record) });
          }
        }
      }
      expect(encoder.count).toBe(records.length);
      compare(encoder, generated(seed * 1_000_000_007, records), `seed ${seed}`);
    }
  });
});

describe('a batch', () => {
  const chunk = { ...randomChunk(seeded(3)), data: new Uint8Array(1000) };

  test('has memory of its own', () => {
    const encoder = new BatchEncoder({ epoch, producer: 'p' });
    encoder.begin(1);
    encoder.chunk(chunk);
    const first = encoder.take();
    expect(first.byteOffset).toBe(0);
    expect(first).not.toBeInstanceOf(Buffer);
    const copy = first.slice();
    encoder.begin(2);
    encoder.goodbye({ lastSeq: 1 });
    encoder.take();
    expect(first).toEqual(copy);
  });

  test('stays within its bound: the record that does not fit leaves no trace', () => {
    const encoder = new BatchEncoder({ epoch, producer: 'p', maxBytes: 4000 });
    encoder.begin(1);
    expect([1, 2, 3, 4].map(() => encoder.chunk(chunk))).toEqual([true, true, true, false]);
    expect(encoder.flow({ ...randomFlow(seeded(1)), mode: 'm'.repeat(5000) })).toBe(false);
    expect(encoder.goodbye({ lastSeq: 3 })).toBe(true);
    expect(encoder.count).toBe(4);
    const bytes = encoder.take();
    expect(bytes.length).toBeLessThanOrEqual(4000);
    expect(wire.FlowBatch.decode(bytes).records.map((record) => record.kind?.$case)).toEqual(['chunk', 'chunk', 'chunk', 'goodbye']);
  });

  test('a slab that grew is let go', () => {
    const encoder = new BatchEncoder({ epoch, producer: 'p', initialBytes: 2048 });
    for (const size of [1_000_000, 10]) {
      encoder.begin(1);
      encoder.chunk({ ...chunk, data: new Uint8Array(size) });
      expect(wire.FlowBatch.decode(encoder.take()).records).toHaveLength(1);
    }
  });

  test('is begun before it is written, and taken before the next', () => {
    const encoder = new BatchEncoder({ epoch, producer: 'p' });
    expect(() => encoder.goodbye({ lastSeq: 1 })).toThrow('no batch was begun');
    encoder.begin(1);
    expect(() => encoder.begin(2)).toThrow('not taken');
  });
});

test('numbers that no field can hold end as numbers that it can', () => {
  const encoder = new BatchEncoder({ epoch, producer: 'p' });
  encoder.begin(1);
  for (const lastSeq of [-1, NaN, 0.9, 3.7, Infinity, 2 ** 53 + 2, 5_000_000_000.5]) encoder.goodbye({ lastSeq });
  const kinds = wire.FlowBatch.decode(encoder.take()).records.map((record) => record.kind?.value);
  expect(kinds).toEqual([0, 0, 0, 3, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 5_000_000_000].map((lastSeq) => ({ lastSeq })));
});
