import { ChunkKind, type FlowBatch, type Record } from '../src/gen/flow.ts';
import { flowToJson, messageToJson } from '../src/to-json.ts';
import { ulidText } from '../src/ulid.ts';

/** A decoded batch as the .json beside its .bin shows it. */
export function batchToJson(batch: FlowBatch): unknown {
  return {
    epoch: ulidText(batch.epoch),
    producer: batch.producer,
    firstSeq: batch.firstSeq,
    records: batch.records.map((record) => recordToJson(record, batch.producer)),
  };
}

function recordToJson({ kind }: Record, producer: string): unknown {
  switch (kind?.$case) {
    case 'flow': return { flow: flowToJson(kind.value, producer) };
    case 'lost': return { lost: kind.value };
    case 'goodbye': return { goodbye: kind.value };
    case 'chunk': {
      const chunk = kind.value;
      if (chunk.kind === ChunkKind.MESSAGE) return { message: { flow: ulidText(chunk.flow), ...messageToJson(chunk) } };
      return { body: { flow: ulidText(chunk.flow), side: chunk.side, seq: chunk.seq, data: Buffer.from(chunk.data).toString('base64') } };
    }
    default: return {};
  }
}
