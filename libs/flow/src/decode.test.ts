import { randomBytes, randomChunk, randomFlow, seeded } from '../test/random.ts';
import { decodeBatch, FlowDecodeError, maxBatchBytes } from './decode.ts';
import { BatchEncoder } from './encoder.ts';
import { ChunkKind, type Chunk, FlowBatch, type Flow, MessageKind } from './gen/flow.ts';
import { flowToJson, messageToJson } from './to-json.ts';

const epoch = Uint8Array.from({ length: 16 }, (_, i) => i);

function sample(seed: number): Uint8Array {
  const below = seeded(seed);
  const encoder = new BatchEncoder({ epoch, producer: 'p', initialBytes: 4096 });
  encoder.begin(1);
  encoder.flow(randomFlow(below));
  encoder.chunk(randomChunk(below));
  encoder.lost({ reason: 'memory-limit', count: 3, fromUs: 1, untilUs: 2, bytes: 4, firstSeq: 5, lastSeq: 7 });
  return encoder.take();
}

const samples = Array.from({ length: 20 }, (_, seed) => sample(seed + 1).slice(0, 3000));

/** Decodes, and turns into JSON what there is; anything but a FlowDecodeError fails the test. */
function tryDecode(bytes: Uint8Array): boolean {
  let batch: FlowBatch;
  try {
    batch = decodeBatch(bytes);
  } catch (error) {
    if (!(error instanceof FlowDecodeError)) throw error;
    return false;
  }
  for (const { kind } of batch.records) {
    if (kind?.$case === 'flow') JSON.stringify(flowToJson(kind.value, batch.producer));
    if (kind?.$case === 'chunk' && kind.value.kind === ChunkKind.MESSAGE) messageToJson(kind.value);
  }
  return true;
}

describe('any bytes give a batch or a FlowDecodeError', () => {
  test('random bytes', () => {
    const below = seeded(42);
    for (let n = 0; n < 5000; n++) tryDecode(randomBytes(below, below(80)));
  });

  test('batches of which bytes were changed, taken out, put in or cut off', () => {
    const below = seeded(7);
    let accepted = 0;
    for (let n = 0; n < 4000; n++) {
      let bytes = samples[n % samples.length]!.slice();
      for (let changes = 1 + below(3); changes > 0; changes--) {
        const at = below(bytes.length);
        if (below(3) > 0) bytes[at] = below(256);
        else if (below(2) === 0) bytes = bytes.slice(0, at);
        else bytes = Buffer.concat([bytes.subarray(0, at), randomBytes(below, 3), bytes.subarray(at + below(4))]);
      }
      if (tryDecode(bytes)) accepted++;
    }
    expect(accepted).toBeGreaterThan(0);
  });

  test('a batch cut at every byte', () => {
    const whole = sample(5).subarray(0, 2000);
    for (let end = 0; end < whole.length; end++) tryDecode(whole.subarray(0, end));
  });

  test('groups within groups', () => {
    expect(tryDecode(new Uint8Array(100_000).fill(0x7b))).toBe(false);
  });
});

describe('refuses', () => {
  const empty: FlowBatch = { epoch, producer: 'p', firstSeq: 1, records: [] };
  const encode = (batch: Partial<FlowBatch>): Uint8Array => FlowBatch.encode({ ...empty, ...batch }).finish();
  const withId = (id: Uint8Array): FlowBatch['records'] => [
    { kind: { $case: 'chunk', value: { flow: id, kind: 1, side: 0, seq: 0, data: id, atUs: 0, messageKind: 0, size: 0 } } },
  ];

  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'epoch is no ULID'],
    ['an epoch that is too short', encode({ epoch: new Uint8Array(15) }), 'epoch is no ULID'],
    ['a batch without its number', encode({ firstSeq: 0 }), 'first_seq is out of range'],
    ['numbers beyond 2^53', encode({ firstSeq: Number.MAX_SAFE_INTEGER, records: withId(epoch) }), 'first_seq is out of range'],
    ['a flow id that is too long', encode({ records: withId(new Uint8Array(17)) }), 'no ULID'],
    ['what follows a zero tag', Buffer.concat([encode({}), new Uint8Array(2)]), 'stopped at byte'],
    ['more bytes than the bound', new Uint8Array(maxBatchBytes + 1), 'more than'],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeBatch(bytes)).toThrow(FlowDecodeError);
    expect(() => decodeBatch(bytes)).toThrow(message);
  });
});

test('records of later versions are counted, not read', () => {
  const flow = { ...FlowBatch.decode(sample(1)).records[0]!.kind!.value as Flow };
  const chunk = { ...FlowBatch.decode(sample(1)).records[1]!.kind!.value as Chunk };
  const bytes = FlowBatch.encode({
    epoch, producer: 'p', firstSeq: 1, records: [
      { kind: { $case: 'flow', value: { ...flow, type: 9 as never } } },
      { kind: { $case: 'flow', value: { ...flow, state: 0 } } },
      { kind: { $case: 'chunk', value: { ...chunk, kind: 3 as never } } },
      { kind: { $case: 'chunk', value: { ...chunk, side: 2 as never } } },
      { kind: { $case: 'chunk', value: { ...chunk, kind: ChunkKind.MESSAGE, messageKind: MessageKind.MESSAGE_KIND_UNSPECIFIED } } },
      { kind: { $case: 'flow', value: flow } },
    ],
  }).finish();
  // A record whose kind is field 15, which no version has yet.
  const later = Buffer.concat([bytes, Buffer.from([0x22, 3, 0x7a, 1, 0x61])]);
  expect(decodeBatch(later).records.map((record) => record.kind?.$case)).toEqual([...Array(5).fill(undefined), 'flow', undefined]);
});

test('byte fields are views of the payload', () => {
  const bytes = sample(2);
  expect(decodeBatch(bytes).epoch.buffer).toBe(bytes.buffer);
});
