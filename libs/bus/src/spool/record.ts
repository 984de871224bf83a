import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import type { BatchMessage } from '../bus.ts';

// A segment is records one after the other:
//   u32 bytes that follow these two | u32 CRC-32 of them | f64 spooled at, ms since 1970 | f64 firstSeq | f64 lastSeq | u8 bytes of the id | id, UTF-8 | payload
// Numbers are big-endian.

/** Bytes of a record before its checksum's part begins. */
const preludeBytes = 8;
/** Of what the checksum covers, before the id. */
const fixedBytes = 25;
const maxIdBytes = 255;

/** No record is longer: what says that it is, is damaged. NATS takes no message of more than 64 MiB either. */
export const maxRecordBytes = 64 * 1024 * 1024;

/** A batch as it was spooled, and what it takes in the file. */
export interface SpoolRecord {
  /** Its payload is a view of what was read. */
  readonly batch: BatchMessage;
  /** Milliseconds since 1970. */
  readonly spooledMs: number;
  readonly bytes: number;
}

/** `needs`: the record has so many bytes, more than there are. `wrong`: no record, and nothing after it can be found. */
export type Decoded = SpoolRecord | { readonly needs: number } | { readonly wrong: string };

/** What the batch takes in a segment; more than `maxRecordBytes` where it cannot be spooled. */
export function recordBytes(batch: BatchMessage): number {
  const idBytes = Buffer.byteLength(batch.id);
  return idBytes > maxIdBytes ? Infinity : preludeBytes + fixedBytes + idBytes + batch.payload.byteLength;
}

/** The record but for its payload, which follows it in the file as it is. */
export function encodeHead(batch: BatchMessage, spooledMs: number): Uint8Array {
  const idBytes = Buffer.byteLength(batch.id);
  const head = Buffer.allocUnsafe(preludeBytes + fixedBytes + idBytes);
  head.writeUInt32BE(fixedBytes + idBytes + batch.payload.byteLength, 0);
  head.writeDoubleBE(spooledMs, 8);
  head.writeDoubleBE(batch.firstSeq, 16);
  head.writeDoubleBE(batch.lastSeq, 24);
  head.writeUInt8(idBytes, 32);
  head.write(batch.id, 33);
  head.writeUInt32BE(crc32(batch.payload, crc32(head.subarray(preludeBytes))), 4);
  return head;
}

/** Reads the record at `at` of what was read of a segment. Never throws, whatever the bytes. */
export function decodeRecord(bytes: Buffer, at: number): Decoded {
  const there = bytes.length - at;
  if (there < preludeBytes) return { needs: preludeBytes };
  const length = bytes.readUInt32BE(at);
  const total = preludeBytes + length;
  if (length < fixedBytes || total > maxRecordBytes) return { wrong: `a length of ${length} bytes` };
  if (there < total) return { needs: total };
  const body = bytes.subarray(at + preludeBytes, at + total);
  if (crc32(body) !== bytes.readUInt32BE(at + 4)) return { wrong: 'a wrong checksum' };
  const spooledMs = body.readDoubleBE(0);
  const firstSeq = body.readDoubleBE(8);
  const lastSeq = body.readDoubleBE(16);
  const payloadAt = fixedBytes + body[24]!;
  if (!(Number.isFinite(spooledMs) && isNumber(firstSeq) && isNumber(lastSeq) && lastSeq >= firstSeq)) return { wrong: 'numbers that no batch has' };
  if (payloadAt > body.length) return { wrong: 'an id longer than its record' };
  const id = body.subarray(fixedBytes, payloadAt);
  if (!isUtf8(id)) return { wrong: 'an id that is no text' };
  return { batch: { id: id.toString(), firstSeq, lastSeq, payload: body.subarray(payloadAt) }, spooledMs, bytes: total };
}

function isNumber(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
