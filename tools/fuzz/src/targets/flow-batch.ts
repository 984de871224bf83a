import { decodeBatch, FlowDecodeError, flowToJson, messageToJson, wire } from '@weir/flow';
import { fixtures } from '../fixture-files.ts';
import { expectThat, type Target } from '../target.ts';

export const flowBatch: Target = {
  name: 'flow',
  about: 'the decoder of batches and their JSON: a value or a FlowDecodeError, the same when it is written and read again',
  seeds: () => fixtures('libs/flow/fixtures', '.bin'),
  words: ['\x00', '\x0a\x10', '\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01', '\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01', '\x0b', '\x0c', '\x0f', '\x1a\x00', '\x22\x00', '\x7f', '\x18\x01', '\x20\x01', '\xff\xff\xff\x7f'],
  maxBytes: 4096,
  run(input) {
    const batch = decoded(input);
    if (batch === undefined) return;
    const again = decoded(wire.FlowBatch.encode(batch).finish());
    expectThat(again !== undefined, () => 'what was read cannot be written and read again');
    expectThat(JSON.stringify(shown(batch)) === JSON.stringify(shown(again!)), () => 'it is another one when it is written and read again');
  },
};

function decoded(input: Uint8Array): wire.FlowBatch | undefined {
  try {
    return decodeBatch(input);
  } catch (error) {
    if (error instanceof FlowDecodeError) return undefined;
    throw error;
  }
}

/** What the query API would answer of it. */
function shown(batch: wire.FlowBatch): unknown {
  return [batch.firstSeq, batch.producer, ...batch.records.map(({ kind }) => {
    if (kind?.$case === 'flow') return flowToJson(kind.value, batch.producer);
    if (kind?.$case === 'chunk' && kind.value.kind === wire.ChunkKind.MESSAGE) return messageToJson(kind.value);
    return kind?.$case ?? 'unknown';
  })];
}
