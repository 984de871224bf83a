import { readFileSync } from 'node:fs';
import { FaultyFiles } from '../../test/faulty-files.ts';
import { turns } from '../../test/publisher-contract.ts';
import { batch, spoolFolder } from '../../test/spool-folder.ts';
import { Appender } from './appender.ts';
import { systemFiles } from './files.ts';
import { recordBytes } from './record.ts';
import { SegmentReader } from './segment-reader.ts';
import type { Segment } from './segment.ts';
import { Segments } from './segments.ts';

const folder = spoolFolder();
/** Of `batch(number)`, number below 10. */
const size = recordBytes(batch(1));

function rig(segmentBytes: number) {
  const files = new FaultyFiles();
  const segments = new Segments(folder.path);
  const sealed: Segment[] = [];
  const told: (string | undefined)[] = [];
  const ends: [number, boolean, string | undefined][] = [];
  const appender = new Appender({
    files, segments, segmentBytes, nowMs: () => 9, onWrite: (_path, error) => told.push(error?.message.split(':')[0]), onSealed: (segment) => sealed.push(segment),
  });
  appenders.push(appender);
  const append = (number: number, front = false): void => {
    appender.append(batch(number), size, front, (committed, reason) => ends.push([number, committed, reason]));
  };
  return { files, segments, sealed, told, ends, appender, append };
}

/** The numbers in each file. */
async function onDisk(): Promise<number[][]> {
  return Promise.all(folder.segments().sort().map(async (name) => {
    const reader = new SegmentReader(await systemFiles.open(folder.file(name)));
    const numbers: number[] = [];
    const end = readFileSync(folder.file(name)).length;
    for (let record = await reader.next(end); record !== undefined && 'batch' in record; record = await reader.next(end)) numbers.push(record.batch.firstSeq);
    await reader.close();
    return numbers;
  }));
}

const appenders: Appender[] = [];
afterEach(async () => {
  for (const appender of appenders.splice(0)) await appender.sealAll();
});

test('one write at a time; what comes meanwhile goes with the next one; a batch is settled when it is written', async () => {
  const { files, segments, ends, appender, append } = rig(1000);
  files.hold();
  append(0);
  await turns();
  for (const number of [1, 2, 3]) append(number);
  await turns();
  expect([files.writes, ends, appender.count, appender.bytes, segments.left]).toEqual([[2], [], 4, 4 * size, 0]);
  files.release();
  await appender.idle();
  expect([files.writes, files.most, appender.count, appender.bytes, segments.left, segments.oldestMs]).toEqual([[2, 6], 1, 0, 0, 4, 9]);
  expect(ends).toEqual([0, 1, 2, 3].map((number) => [number, true, undefined]));
  await appender.sealAll();
  expect(await onDisk()).toEqual([[0, 1, 2, 3]]);
});

test('a segment takes no record that it has no room for, but one; those before the others are in a file before theirs', async () => {
  const { segments, sealed, appender, append } = rig(2 * size + 1);
  for (const number of [0, 1, 2]) append(number);
  append(3, true);
  append(4, true);
  append(5);
  await appender.idle();
  await appender.sealAll();
  expect(await onDisk()).toEqual([[3, 4], [0, 1], [2, 5]]);
  expect([sealed.length, segments.left]).toEqual([3, 6]);
  const { appender: tiny, append: appendTiny, segments: more } = rig(1);
  more.found(2e12, 0);
  for (const number of [6, 7]) appendTiny(number);
  await tiny.idle();
  expect((await onDisk()).slice(3)).toEqual([[6], [7]]);
});

test('a full disk: what could not be written has failed, is no part of the file, and the next try begins a new one', async () => {
  const { files, segments, told, ends, appender, append } = rig(1000);
  append(0);
  await appender.idle();
  files.faults.set('write', 'ENOSPC');
  files.partial = size + 5;
  for (const number of [1, 2]) append(number);
  await appender.idle();
  append(3);
  await appender.idle();
  expect([segments.fileBytes, segments.left, folder.bytes()]).toEqual([size, 1, size]);
  files.faults.clear();
  append(4);
  await appender.idle();
  expect(ends).toEqual([[0, true, undefined], [1, false, 'spool-failed'], [2, false, 'spool-failed'], [3, false, 'spool-failed'], [4, true, undefined]]);
  expect(told).toEqual(['ENOSPC', undefined]);
  await appender.sealAll();
  expect((await onDisk()).filter((numbers) => numbers.length > 0)).toEqual([[0], [4]]);
});

test('where a torn record cannot be cut off, the file counts with all that may be in it', async () => {
  const { files, segments, appender, append } = rig(1000);
  append(0);
  await appender.idle();
  files.faults.set('write', 'EIO').set('truncate', 'EIO');
  files.partial = 3;
  append(1);
  await appender.idle();
  expect([segments.fileBytes, segments.left, folder.bytes()]).toEqual([2 * size, 1, size + 3]);
});

test('a file that cannot be made or closed is told', async () => {
  const { files, told, ends, appender, append } = rig(1);
  files.faults.set('create', 'EACCES');
  append(0);
  await appender.idle();
  files.faults.clear();
  files.faults.set('close', 'EDQUOT');
  append(1);
  await appender.idle();
  expect([told, ends]).toEqual([['EACCES', undefined, 'EDQUOT'], [[0, false, 'spool-failed'], [1, true, undefined]]]);
});

test('a segment that was sealed while it was written to does not count what was written', async () => {
  const { files, segments, ends, appender, append } = rig(1000);
  append(0);
  await appender.idle();
  const segment = segments.toRead!;
  files.hold();
  append(1);
  await turns();
  const sealing = appender.seal(segment);
  files.release();
  await Promise.all([sealing, appender.idle()]);
  expect([ends.at(-1), segments.left]).toEqual([[1, false, 'spool-failed'], 1]);
});
