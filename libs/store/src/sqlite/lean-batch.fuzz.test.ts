import { aFlow, Producer } from '../../test/records.ts';
import { fuzzLeanBatch } from './lean-batch.fuzz.ts';
import { leanBatch, type LeanBatch } from './lean-batch.ts';

const batch = new Producer().flows(aFlow(1), aFlow(2));
const changed = (change: (lean: LeanBatch) => LeanBatch) => () => fuzzLeanBatch(batch, (bytes) => change(leanBatch(bytes)!));

test('answers whether there was one', () => {
  expect([fuzzLeanBatch(batch), fuzzLeanBatch(batch.subarray(1))]).toEqual([true, false]);
});

test('fails where it is read from what is no batch', () => {
  expect(() => fuzzLeanBatch(batch.subarray(1), () => leanBatch(batch))).toThrow(/not a flow batch|no ULID/);
});

test('fails where it says something else than decoding', () => {
  expect(changed((lean) => lean)).not.toThrow();
  expect(changed((lean) => ({ ...lean, firstSeq: lean.firstSeq + 1 }))).toThrow(/^the batch is/);
  expect(changed((lean) => ({ ...lean, flows: lean.flows.slice(1) }))).toThrow(/^the batch is/);
  expect(changed((lean) => ({ ...lean, flows: lean.flows.toReversed() }))).toThrow(/^flow 0 is/);
  expect(changed((lean) => ({ ...lean, flows: lean.flows.map(({ flow, slice }) => ({ flow: { ...flow, mode: 'x' }, slice })) }))).toThrow(/^what columns have of flow 0 is/);
});
