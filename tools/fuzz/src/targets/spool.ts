import { crc32 } from 'node:zlib';
import { decodeRecord, encodeHead, type BatchMessage, type SpoolRecord } from '@weir/bus';
import { expectThat, type Target } from '../target.ts';

const record = (batch: BatchMessage): Uint8Array => Buffer.concat([encodeHead(batch, 1_795_427_200_000), batch.payload]);
const batches: readonly BatchMessage[] = [
  { id: '01JD4Q8R3V5W7X9Y1Z3A5C7E9G:1', firstSeq: 1, lastSeq: 100, payload: Buffer.from('a batch') },
  { id: '', firstSeq: 0, lastSeq: Number.MAX_SAFE_INTEGER, payload: new Uint8Array() },
  { id: '\u00e9:7', firstSeq: 7, lastSeq: 7, payload: Buffer.alloc(300, 7) },
];

export const spool: Target = {
  name: 'spool',
  about: 'the records of a segment: each is one that is written as the same bytes, needs more than there is, or is wrong',
  seeds: () => [...batches.map(record), Buffer.concat(batches.map(record))],
  words: ['\x00\x00\x00\x00', '\x00\x00\x00\x19', '\xff\xff\xff\xff', '\x03\xff\xff\xf8', '\x7f\xf8', '\x7f\xf0', '\x80', '\xc3', '\xff', '\x43\x3f', '\x43\x40', '\xbf\xf0'],
  maxBytes: 1000,
  run(input) {
    const bytes = Buffer.from(input);
    for (let at = 0, found = read(bytes, at); found !== undefined; found = read(bytes, at)) at += found.bytes;
    // Mutation does not find a checksum: it is made right, so that what it covers is looked at.
    if (bytes.length < 8) return;
    bytes.writeUInt32BE(bytes.length - 8, 0);
    bytes.writeUInt32BE(crc32(bytes.subarray(8)), 4);
    read(bytes, 0);
  },
};

function read(bytes: Buffer, at: number): SpoolRecord | undefined {
  const found = decodeRecord(bytes, at);
  if ('wrong' in found) return undefined;
  if ('needs' in found) {
    expectThat(found.needs > bytes.length - at, () => `it needs ${found.needs} bytes, which are there`);
    return undefined;
  }
  const { batch, spooledMs } = found;
  const again = Buffer.concat([encodeHead(batch, spooledMs), batch.payload]);
  expectThat(again.equals(bytes.subarray(at, at + found.bytes)), () => 'it is written as other bytes');
  return found;
}
