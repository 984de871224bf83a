import { decodeBatch, wire } from '@weir/flow';
import { fuzzLeanBatch } from '@weir/store/fuzz';
import { fixtures } from '../fixture-files.ts';
import type { Target } from '../target.ts';
import { flowBatch } from './flow-batch.ts';

export const leanBatch: Target = {
  name: 'lean-batch',
  about: "the collector's quick look at a batch of flows: what the decoder says, or nothing",
  seeds: () => fixtures('libs/flow/fixtures', '.bin').map(flowsAlone),
  words: [...flowBatch.words, '\x52\x00', '\x5a\x02\x08\x01', '\x22\x02\x0a\x00', '\x0a\x07Upgrade\x12\x09websocket', '\x0a\x0cContent-Type\x12\x09image/png', '\x32\x02\x20\x01', '\x6a\x07\x0a\x05reset', '\xc3\xa9'],
  maxBytes: 4096,
  run: (input) => void fuzzLeanBatch(input),
};

/** There is a quick look at flows alone: a batch with none of them stays as it is. */
function flowsAlone(bytes: Uint8Array): Uint8Array {
  const batch = decodeBatch(bytes);
  const records = batch.records.filter(({ kind }) => kind?.$case === 'flow');
  return records.length === 0 ? bytes : wire.FlowBatch.encode({ ...batch, records }).finish();
}
