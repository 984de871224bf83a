import { decodeBatch } from '@weir/flow';
import { flowBatches, flowsInBatch } from './batches.ts';

test('full batches of flows of 1.65 KB, with 16 headers and 1 KB of content, each with numbers and an id of its own', () => {
  const next = flowBatches();
  const batches = [next(), next(), next()];
  expect(batches.map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq])).toEqual([[1, 100], [101, 200], [201, 300]]);
  expect(new Set(batches.map(({ id }) => id)).size).toBe(3);
  for (const { payload } of batches) {
    const { records } = decodeBatch(payload);
    expect(records).toHaveLength(flowsInBatch);
    const { kind } = records[99]!;
    if (kind?.$case !== 'flow') throw new Error('no flow');
    const { request, response } = kind.value;
    expect(request!.headers.length + response!.headers.length).toBe(16);
    expect(response!.body!.data).toHaveLength(1024);
    expect(Math.round(payload.length / flowsInBatch / 10) / 100).toBe(1.65);
  }
});
