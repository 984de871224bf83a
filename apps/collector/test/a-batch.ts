import { BatchEncoder, ulidText, type FlowRecord } from '@weir/flow';

const epoch = new Uint8Array(16).fill(7);
const startedAtUs = Date.parse('2026-11-24T10:00:00Z') * 1000;

/** The n-th batch of one producer: three flows. */
export function aBatch(n: number): Uint8Array {
  const encoder = new BatchEncoder({ epoch, producer: 'test' });
  encoder.begin((n - 1) * 3 + 1);
  for (const [index, id] of ids(n).entries()) encoder.flow(record(id, index));
  return encoder.take();
}

/** The ids of its flows, oldest first. */
export function flowIds(n: number): readonly string[] {
  return ids(n).map(ulidText);
}

function ids(n: number): readonly Uint8Array[] {
  return [1, 2, 3].map((index) => Uint8Array.of(1, ...new Uint8Array(13), n, index));
}

function record(id: Uint8Array, index: number): FlowRecord {
  return {
    id, type: 'tcp', state: 'complete', revision: 1, mode: 'regular', startedAtUs: startedAtUs + index, endedAtUs: startedAtUs + index + 5000,
    client: { address: '10.0.0.7', port: 51234 }, server: { address: 'example.com', port: 22 },
    request: undefined, response: undefined, messages: { count: 0, bytes: 0 }, error: undefined,
  };
}
