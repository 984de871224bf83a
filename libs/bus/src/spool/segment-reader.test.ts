import { batch } from '../../test/spool-folder.ts';
import type { SegmentFile } from './files.ts';
import { encodeHead } from './record.ts';
import { SegmentReader } from './segment-reader.ts';

const record = (number: number, bytes: number): Buffer => Buffer.concat([encodeHead(batch(number, bytes), 1), batch(number, bytes).payload]);

function reading(bytes: Buffer): { reader: SegmentReader; reads: number[]; fail(code: string): void } {
  const reads: number[] = [];
  let fault: string | undefined;
  const file = {
    read: (into: Uint8Array, position: number) => {
      if (fault !== undefined) return Promise.reject(Object.assign(new Error(`${fault}: i/o`), { code: fault }));
      reads.push(into.length);
      return Promise.resolve(bytes.copy(into, 0, position));
    },
  } as unknown as SegmentFile;
  return { reader: new SegmentReader(file), reads, fail: (code) => { fault = code; } };
}

/** The ids before the end, and what is there instead of a record. */
async function readAll(reader: SegmentReader, end: number): Promise<unknown[]> {
  const found: unknown[] = [];
  for (;;) {
    const next = await reader.next(end);
    if (next === undefined) return found;
    if ('damaged' in next) return [...found, next.damaged];
    expect(new Set(next.batch.payload).size).toBeLessThanOrEqual(1);
    found.push(next.batch.firstSeq);
  }
}

test('reads records shorter and longer than a window, few at a time from the file', async () => {
  const sizes = [10, 300_000, 0, 200_000, 200_000, 5];
  const bytes = Buffer.concat(sizes.map((size, index) => record(index, size)));
  const { reader, reads } = reading(bytes);
  expect(await readAll(reader, bytes.length)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(reads.length).toBeLessThanOrEqual(6);
  expect(reader.position).toBe(bytes.length);
});

test('goes on where it was when there is more', async () => {
  const pieces = [record(1, 10), record(2, 10)];
  const { reader } = reading(Buffer.concat(pieces));
  expect(await readAll(reader, pieces[0]!.length)).toEqual([1]);
  expect(await readAll(reader, pieces[0]!.length + pieces[1]!.length)).toEqual([2]);
});

test('stops at what is no record, at a torn one, and where the file is shorter than it was', async () => {
  const bytes = Buffer.concat([record(1, 10), record(2, 10), record(3, 10)]);
  const second = record(1, 10).length;
  for (const end of [second + 3, second + 20]) {
    const { reader } = reading(bytes);
    expect(await readAll(reader, end)).toEqual([1, `a record of which ${end - second} bytes are there`]);
    expect(reader.position).toBe(second);
  }
  expect(await readAll(reading(bytes.subarray(0, second + 9)).reader, bytes.length)).toEqual([1, 'a file that has become shorter']);
  bytes[second + 40]! ^= 1;
  expect(await readAll(reading(bytes).reader, bytes.length)).toEqual([1, 'a wrong checksum']);
});

test('a bad disk is damage; what may pass is an error', async () => {
  const bytes = record(1, 10);
  const bad = reading(bytes);
  bad.fail('EIO');
  expect(await readAll(bad.reader, bytes.length)).toEqual(['EIO: i/o']);
  bad.fail('EAGAIN');
  await expect(bad.reader.next(bytes.length)).rejects.toMatchObject({ code: 'EAGAIN' });
});
