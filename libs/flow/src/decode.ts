import { BinaryReader } from '@bufbuild/protobuf/wire';
import { type Chunk, ChunkKind, FlowBatch, type Record, Side } from './gen/flow.ts';
import { flowStateName, flowTypeName, messageKindName } from './wire-names.ts';

/** No batch is longer, in bytes: producers cut at 256 KiB, and a bus may refuse more than 1 MiB. Bounds what a decoder allocates. */
export const maxBatchBytes = 4 * 1024 * 1024;

/** Bytes that are no FlowBatch. */
export class FlowDecodeError extends Error {
  override readonly name = 'FlowDecodeError';
}

/**
 * Reads one message of the bus. Byte fields are views of `payload`. Ids are checked to be 16 bytes long. A record of a kind, or with
 * an enum's number, that this version does not know has `kind` undefined: it still counts as one number of the epoch.
 * Throws a FlowDecodeError, nothing else.
 */
export function decodeBatch(payload: Uint8Array): FlowBatch {
  if (payload.length > maxBatchBytes) throw new FlowDecodeError(`batch of ${payload.length} bytes, more than ${maxBatchBytes}`);
  const reader = new BinaryReader(payload);
  let batch: FlowBatch;
  try {
    batch = FlowBatch.decode(reader);
  } catch (cause) {
    throw new FlowDecodeError(`not a flow batch: ${(cause as Error).message}`, { cause });
  }
  // The generated reader takes a zero tag or a group's end for the end of the message.
  if (reader.pos !== payload.length) throw new FlowDecodeError(`not a flow batch: stopped at byte ${reader.pos}`);
  if (batch.epoch.length !== 16) throw new FlowDecodeError('epoch is no ULID');
  if (batch.firstSeq < 1 || !Number.isSafeInteger(batch.firstSeq + batch.records.length)) {
    throw new FlowDecodeError('first_seq is out of range');
  }
  for (const record of batch.records) checkRecord(record);
  return batch;
}

function checkRecord(record: Record): void {
  const kind = record.kind;
  if (kind?.$case === 'flow') {
    if (kind.value.id.length !== 16) throw new FlowDecodeError('flow id is no ULID');
    if (!flowTypeName(kind.value.type) || !flowStateName(kind.value.state)) record.kind = undefined;
  } else if (kind?.$case === 'chunk') {
    if (kind.value.flow.length !== 16) throw new FlowDecodeError('flow id of a chunk is no ULID');
    if (!knowsChunk(kind.value)) record.kind = undefined;
  }
}

function knowsChunk(chunk: Chunk): boolean {
  if (chunk.side !== Side.CLIENT && chunk.side !== Side.SERVER) return false;
  if (chunk.kind === ChunkKind.MESSAGE) return messageKindName(chunk.messageKind) !== undefined;
  return chunk.kind === ChunkKind.BODY;
}
