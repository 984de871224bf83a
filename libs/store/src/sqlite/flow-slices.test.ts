import { readdirSync, readFileSync } from 'node:fs';
import { BatchEncoder, decodeBatch, wire } from '@weir/flow';
import { aFlow, bodyChunk, lost, Producer } from '../../test/records.ts';
import { flowSlices } from './flow-slices.ts';

test('the slices of a batch are its flows, in their places', () => {
  const batch = new Producer().batch({ flow: aFlow(1) }, bodyChunk(1, 0, 0, 'x'), { flow: aFlow(2) }, lost('r', 1, 5, 5), { goodbye: true });
  const slices = flowSlices(batch);
  expect(slices.map((slice) => slice !== undefined)).toEqual([true, false, true, false, false]);
  decodeBatch(batch).records.forEach(({ kind }, i) => {
    if (kind?.$case === 'flow') expect(wire.Flow.decode(slices[i]!)).toEqual(kind.value);
  });
});

test('of the fixtures too', () => {
  const fixtures = new URL('../../../flow/fixtures/', import.meta.url);
  let flows = 0;
  for (const name of readdirSync(fixtures).filter((file) => file.endsWith('.bin'))) {
    const batch = new Uint8Array(readFileSync(new URL(name, fixtures)));
    const slices = flowSlices(batch);
    decodeBatch(batch).records.forEach(({ kind }, i) => {
      if (kind?.$case !== 'flow') return;
      flows++;
      expect(wire.Flow.decode(slices[i]!)).toEqual(kind.value);
    });
  }
  expect(flows).toBeGreaterThan(2);
});

test('fields and record kinds of a later version are stepped over; an unusual encoding has no slice', () => {
  const encoder = new BatchEncoder({ epoch: new Uint8Array(16), producer: 'p' });
  encoder.begin(1);
  encoder.flow(aFlow(1));
  const batch = encoder.take();
  const flow = flowSlices(batch)[0]!;
  const record = (...fields: number[]): number[] => [0x22, ...length(fields.length), ...fields];
  const length = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, n >>> 7]);
  const flowField = [0x0a, ...length(flow.length), ...flow];
  const unknown = [0x78, 0x81, 0x01, 0x79, 0, 0, 0, 0, 0, 0, 0, 0, 0x7a, 2, 1, 2, 0x7d, 0, 0, 0, 0];
  const slices = flowSlices(Uint8Array.from([...unknown, ...record(...flowField), ...record(0x7a, 1, 1), ...record(...flowField, 0x7a, 1, 1), ...record()]));
  expect(slices.map((slice) => slice && Buffer.from(slice).toString('hex'))).toEqual([Buffer.from(flow).toString('hex'), undefined, undefined, undefined]);
  expect(flowSlices(Uint8Array.from([0x7b, 0x7c]))).toEqual([]);
});
