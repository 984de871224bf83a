import { FaultyFiles } from '../../test/faulty-files.ts';
import { batch, spoolFolder } from '../../test/spool-folder.ts';
import { systemFiles } from './files.ts';
import { encodeHead, recordBytes } from './record.ts';
import type { Segment } from './segment.ts';
import { Segments } from './segments.ts';
import { SpoolReader } from './spool-reader.ts';

const folder = spoolFolder();

function rig() {
  const files = new FaultyFiles();
  const segments = new Segments(folder.path);
  const told: unknown[] = [];
  const done: Segment[] = [];
  let whole = true;
  const reader = new SpoolReader({
    files, segments, isWhole: () => whole, onDone: (segment) => done.push(segment), tell: (event) => told.push(event),
    onDamage: (segment, offset, records, why) => {
      told.push([offset, records, why]);
      segments.cut(segment, offset, records);
      segment.isRead = true;
    },
  });
  const write = async (segment: Segment, number: number): Promise<void> => {
    const file = segment.records === 0 ? await systemFiles.create(segment.path) : segment.writer!;
    segment.writer = file;
    await file.write([encodeHead(batch(number), 1), batch(number).payload], segment.bytes);
    segments.add(segment, recordBytes(batch(number)), 1);
  };
  const next = async (): Promise<number | undefined> => (await reader.next())?.batch.firstSeq;
  return { files, segments, told, done, reader, write, next, goOn: (is: boolean) => { whole = !is; } };
}

test('reads a segment while it is written, and the next one when it is whole', async () => {
  const { segments, write, next, goOn, reader } = rig();
  const first = segments.make(false);
  expect(await next()).toBeUndefined();
  goOn(true);
  await write(first, 1);
  expect([await next(), await next(), first.isRead]).toEqual([1, undefined, false]);
  await write(first, 2);
  const second = segments.make(false);
  await write(second, 3);
  expect([await next(), await next()]).toEqual([2, undefined]);
  goOn(false);
  expect([await next(), first.isRead]).toEqual([3, true]);
  await reader.close();
  expect(await next()).toBeUndefined();
  await first.writer!.close();
  await second.writer!.close();
});

test('a batch is done once', async () => {
  const { segments, write, reader, done, told } = rig();
  const segment = segments.make(false);
  for (const number of [1, 2]) await write(segment, number);
  const [one, two] = [await reader.next(), await reader.next()];
  one!.done();
  one!.done('too-large');
  expect([segments.left, done, told]).toEqual([1, [segment], []]);
  two!.done('too-large');
  two!.done();
  expect([segments.left, done.length, told]).toEqual([0, 2, [{ type: 'refused', id: 'epoch:2', firstSeq: 2, lastSeq: 3, reason: 'too-large' }]]);
  await reader.close();
  await segment.writer!.close();
});

test('what cannot be read now is told once and tried again; what is gone is damaged, and the next one read', async () => {
  const { files, segments, write, next, told, reader } = rig();
  const written = [segments.make(false), segments.make(false)];
  for (const [index, segment] of written.entries()) await write(segment, index);
  files.faults.set('open', 'EMFILE');
  expect([await next(), await next()]).toEqual([undefined, undefined]);
  expect(told).toEqual([{ type: 'read-failed', path: written[0]!.path, error: expect.objectContaining({ code: 'EMFILE' }) }]);
  files.faults.clear();
  await files.remove(written[0]!.path);
  expect(await next()).toBe(1);
  expect(told[1]).toEqual([0, 0, expect.stringContaining('ENOENT')]);
  await reader.leave(written[0]!);
  await reader.leave(written[1]!);
  for (const segment of written) await segment.writer!.close();
});
