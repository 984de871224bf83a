import { isDeepStrictEqual } from 'node:util';
import { decodeBatch, wire } from '@weir/flow';
import { columnsOf } from './columns.ts';
import { leanBatch } from './lean-batch.ts';

/**
 * For a fuzzer: any bytes are a lean batch that says what `decodeBatch` says of them, or none. Whether there was one; throws where the two differ, and where there is one
 * that `decodeBatch` refuses. `read` is what is looked at.
 */
export function fuzzLeanBatch(bytes: Uint8Array, read: typeof leanBatch = leanBatch): boolean {
  const lean = read(bytes);
  if (lean === undefined) return false;
  const { epoch, producer, firstSeq, records } = decodeBatch(bytes);
  same('the batch', [[...lean.epoch], lean.producer, lean.firstSeq, lean.flows.length], [[...epoch], producer, firstSeq, records.length]);
  lean.flows.forEach(({ flow, slice }, at) => {
    const { kind } = records[at]!;
    if (kind?.$case !== 'flow') throw new Error(`record ${at} is no flow, but ${kind?.$case}`);
    // What is stored, and what is looked for.
    same(`flow ${at}`, wire.Flow.decode(slice), kind.value);
    same(`what columns have of flow ${at}`, looked(flow), looked(kind.value));
  });
  return true;
}

/** What a store takes from a flow besides its bytes. */
function looked(flow: wire.Flow): unknown {
  const { id, startedAtUs, endedAtUs, request, response } = flow;
  return [[...id], startedAtUs, endedAtUs, columnsOf(flow), request?.body?.data.length, response?.body?.data.length];
}

function same(what: string, lean: unknown, decoded: unknown): void {
  if (!isDeepStrictEqual(lean, decoded)) throw new Error(`${what} is ${JSON.stringify(lean)}, and ${JSON.stringify(decoded)} when it is decoded`);
}
