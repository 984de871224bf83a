import { crc32 } from 'node:zlib';
import { batch } from '../../test/spool-folder.ts';
import type { BatchMessage } from '../bus.ts';
import { decodeRecord, encodeHead, maxRecordBytes, recordBytes } from './record.ts';

const whole = (message: BatchMessage): Buffer => Buffer.concat([encodeHead(message, 1234.5), message.payload]);

test('what is written is read, behind other bytes and before others', () => {
  const message = { id: '01J9:7é', firstSeq: 7, lastSeq: Number.MAX_SAFE_INTEGER, payload: Uint8Array.of(1, 2, 3) };
  const bytes = whole(message);
  expect(bytes).toHaveLength(recordBytes(message));
  const decoded = decodeRecord(Buffer.concat([Buffer.of(9, 9), bytes, Buffer.of(9)]), 2);
  expect(decoded).toEqual({ batch: { ...message, payload: Buffer.of(1, 2, 3) }, spooledMs: 1234.5, bytes: bytes.length });
  expect(decodeRecord(whole({ ...message, payload: new Uint8Array() }), 0)).toMatchObject({ batch: { id: message.id } });
});

test('cut anywhere it needs more; with any byte changed it is no record', () => {
  const bytes = whole(batch(3));
  for (let cut = 0; cut < bytes.length; cut++) {
    expect(decodeRecord(bytes.subarray(0, cut), 0)).toEqual({ needs: cut < 8 ? 8 : bytes.length });
    const changed = Buffer.from(bytes);
    changed[cut]! ^= 0x10;
    expect(decodeRecord(changed, 0)).not.toHaveProperty('batch');
  }
});

test.each<[string, Partial<BatchMessage>]>([
  ['before the first', { firstSeq: -1 }], ['a half', { firstSeq: 0.5 }], ['none', { lastSeq: NaN }], ['too large', { lastSeq: 2 ** 53 }], ['the wrong way round', { firstSeq: 5, lastSeq: 4 }],
])('a right checksum over numbers that no batch has: %s', (_name, numbers) => {
  expect(decodeRecord(whole({ ...batch(3), ...numbers }), 0)).toEqual({ wrong: 'numbers that no batch has' });
});

test('a right checksum over an id that is longer than its record, or no text', () => {
  for (const [at, value, wrong] of [[32, 200, 'an id longer than its record'], [33, 0xff, 'an id that is no text']] as const) {
    const bytes = whole(batch(3));
    bytes[at] = value;
    bytes.writeUInt32BE(crc32(bytes.subarray(8)), 4);
    expect(decodeRecord(bytes, 0)).toEqual({ wrong });
  }
});

test('lengths have bounds: a hole of zeros is no record, nor is one of gigabytes', () => {
  expect(decodeRecord(Buffer.alloc(100), 0)).toEqual({ wrong: 'a length of 0 bytes' });
  const bytes = Buffer.alloc(100);
  bytes.writeUInt32BE(maxRecordBytes - 8, 0);
  expect(decodeRecord(bytes, 0)).toEqual({ needs: maxRecordBytes });
  bytes.writeUInt32BE(maxRecordBytes - 7, 0);
  expect(decodeRecord(bytes, 0)).toEqual({ wrong: `a length of ${maxRecordBytes - 7} bytes` });
  expect(recordBytes({ ...batch(1), id: 'x'.repeat(255) })).toBe(8 + 25 + 255 + 4);
  expect(recordBytes({ ...batch(1), id: 'x'.repeat(256) })).toBe(Infinity);
});
