import { decodeBatch, type FlowJson } from '@weir/flow';
import { aBatch } from '../test/a-batch.ts';
import { followLive } from './live-source.ts';

test('flows of the batches that are heard while it is watched; bytes that are no batch have none', () => {
  let hear: ((payload: Uint8Array) => void) | undefined;
  const source = { start: (listener: (payload: Uint8Array) => void) => { hear = listener; }, stop: () => { hear = undefined; } };
  const told: FlowJson[] = [];
  followLive(source, true, (flows) => told.push(...flows));
  const payload = aBatch(1);
  hear!(payload);
  hear!(Uint8Array.of(0xff, 0xff));
  const { producer, records } = decodeBatch(payload);
  expect(told.map(({ producer: of }) => of)).toEqual(records.flatMap(({ kind }) => (kind?.$case === 'flow' ? [producer] : [])));
  expect(told.length).toBeGreaterThan(0);
  followLive(source, false, () => undefined);
  expect(hear).toBeUndefined();
});
