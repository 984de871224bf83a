import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import type { Settled } from '../bus.ts';
import { FaultyFiles } from '../../test/faulty-files.ts';
import { range, turns } from '../../test/publisher-contract.ts';
import { batch, spoolFolder } from '../../test/spool-folder.ts';
import { maxRecordBytes, recordBytes } from './record.ts';
import { segmentName } from './segment.ts';
import type { SpoolEvent } from './spool-event.ts';
import { openSpool, type Spool, type SpoolOptions } from './spool.ts';

const folder = spoolFolder();
let now = 1000;
let events: SpoolEvent[];
beforeEach(() => {
  events = [];
});

const open = (options: Partial<SpoolOptions> = {}): Promise<Spool> => openSpool({
  directory: folder.path, limitBytes: 1024 * 1024, clock: { nowMs: () => now }, onEvent: (event) => events.push(event), ...options,
});
/** Of `batch(number)`, number below 10. */
const size = recordBytes(batch(1));

/** How it ended: true, or why not. */
function append(spool: Spool, number: number, bytes = 4): Promise<true | string> {
  return new Promise((resolve) => {
    const settled: Settled = (committed, reason) => resolve(committed || reason!);
    spool.append(batch(number, bytes), settled);
  });
}

/** The numbers that are read until there is none; all are acknowledged with `done`. */
async function drain(spool: Spool, done = true): Promise<number[]> {
  const numbers: number[] = [];
  for (let next = await spool.next(); next !== undefined; next = await spool.next()) {
    expect(next.batch).toEqual({ ...batch(next.batch.firstSeq), payload: Buffer.from(batch(next.batch.firstSeq, next.batch.payload.length).payload) });
    numbers.push(next.batch.firstSeq);
    if (done) next.done();
  }
  return numbers;
}

/** Files are deleted a little after, and counted no more after that. */
async function segmentsLeft(spool: Spool, count: number): Promise<void> {
  while (folder.segments().length !== count || spool.stats().bytes !== folder.bytes()) await turns();
}

test('what an earlier process has left comes first, from the beginning of its segments, in order', async () => {
  const first = await open({ segmentBytes: 3 * size });
  now = 2000;
  expect(await Promise.all(range(7).map((n) => append(first, n)))).toEqual(range(7).map(() => true));
  expect(folder.segments().map((name) => statSync(folder.file(name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  for (const expected of [0, 1, 2, 3]) {
    const next = await first.next();
    expect(next!.batch.firstSeq).toBe(expected);
    next!.done();
    next!.done();
  }
  await segmentsLeft(first, 2);
  await first.close();
  now = 3000;
  const second = await open({ segmentBytes: 3 * size });
  expect(second.stats()).toEqual({ batches: 4, bytes: 4 * size, oldestMs: 2000, damaged: 0 });
  expect(await drain(second, false)).toEqual([3, 4, 5, 6]);
  await append(second, 7);
  expect(await drain(second)).toEqual([7]);
  await second.close();
  const third = await open();
  expect(await drain(third)).toEqual([3, 4, 5, 6]);
  await segmentsLeft(third, 0);
  expect([third.isEmpty, third.stats()]).toEqual([true, { batches: 0, bytes: 0, damaged: 0 }]);
  await third.close();
});

test('wherever a segment is cut, all before it survives, and what comes later is read', async () => {
  const first = await open();
  await Promise.all(range(5).map((n) => append(first, n, n * 3)));
  await first.close();
  const [name] = folder.segments();
  const whole = readFileSync(folder.file(name!));
  const starts = range(6).map((n) => range(n).reduce((sum, each) => sum + recordBytes(batch(each, each * 3)), 0));
  for (let cut = 0; cut <= whole.length; cut++) {
    writeFileSync(folder.file(name!), whole.subarray(0, cut));
    events = [];
    const spool = await open();
    await append(spool, 9);
    const kept = starts.filter((start) => start > 0 && start <= cut).length;
    const torn = cut - starts[kept]!;
    expect(await drain(spool)).toEqual([...range(kept), 9]);
    expect(spool.stats().damaged).toBe(torn);
    expect(events.map((event) => event.type === 'damaged' && [event.offset, event.bytes])).toEqual(torn === 0 ? [] : [[starts[kept], torn]]);
    await spool.close();
    expect(folder.segments()).toEqual([]);
  }
}, 20_000);

test('a damaged segment ends there, the next one is read; both are deleted when what was read is acknowledged', async () => {
  const first = await open({ segmentBytes: 3 * size });
  await Promise.all(range(6).map((n) => append(first, n)));
  await first.close();
  const path = folder.file(folder.segments().sort()[0]!);
  const bytes = readFileSync(path);
  bytes[size + 20]! ^= 1;
  writeFileSync(path, bytes);
  writeFileSync(folder.file(segmentName(3)), 'my diary, not a spool');
  writeFileSync(folder.file(segmentName(4)), '');
  writeFileSync(folder.file('notes.txt'), 'stays');
  const spool = await open();
  expect(events).toEqual([
    { type: 'damaged', path: folder.file(segmentName(3)), offset: 0, bytes: 21, why: expect.stringMatching(/^a length of \d+ bytes$/) },
    { type: 'damaged', path, offset: size, bytes: 2 * size, why: 'a wrong checksum' },
  ]);
  await segmentsLeft(spool, 2);
  expect(spool.stats()).toMatchObject({ batches: 4, damaged: 21 + 2 * size });
  expect(await drain(spool)).toEqual([0, 3, 4, 5]);
  await segmentsLeft(spool, 0);
  expect(readFileSync(folder.file('notes.txt'), 'latin1')).toBe('stays');
  await spool.close();
});

test('the limit is exact: of what is on disk, and of what waits to be there', async () => {
  const files = new FaultyFiles();
  const spool = await open({ limitBytes: 10 * size + 100, segmentBytes: 4 * size, files });
  files.hold();
  const ends = range(10).map((n) => append(spool, n));
  expect([spool.stats().bytes, spool.isTight]).toEqual([10 * size, true]);
  const beyond = [append(spool, 1, 4 + 100 - size + 1), append(spool, 2, 4 + 100 - size)];
  expect(spool.stats().bytes).toBe(10 * size + 100);
  files.release();
  expect(await Promise.all(ends)).toEqual(range(10).map(() => true));
  expect(await Promise.all(beyond)).toEqual(['spool-full', true]);
  expect([spool.stats().bytes, folder.bytes(), await append(spool, 3, 0)]).toEqual([10 * size + 100, 10 * size + 100, 'spool-full']);
  // Room is there when a segment is gone.
  for (const _ of range(3)) (await spool.next())!.done();
  expect(await append(spool, 3)).toBe('spool-full');
  (await spool.next())!.done();
  await segmentsLeft(spool, 3);
  expect([await append(spool, 3), spool.stats().bytes]).toEqual([true, 7 * size + 100]);
  await spool.close();
});

test('the last of the room is for small batches', async () => {
  const limitBytes = 1024 * 1024;
  const large = recordBytes(batch(1, 4096));
  const spool = await open({ limitBytes, segmentBytes: limitBytes });
  const fit = Math.floor((limitBytes - 64 * 1024) / large);
  const ends = await Promise.all(range(fit + 1).map(() => append(spool, 1, 4096)));
  expect([ends.slice(0, fit).every((end) => end === true), ends[fit]]).toEqual([true, 'spool-full']);
  const small = recordBytes(batch(1, 4095));
  const left = Math.floor((limitBytes - fit * large) / small);
  expect(left).toBeGreaterThanOrEqual(15);
  const last = await Promise.all(range(left + 1).map(() => append(spool, 1, 4095)));
  expect(last).toEqual([...range(left).map(() => true), 'spool-full']);
  expect(folder.bytes()).toBeLessThanOrEqual(limitBytes);
  await spool.close();
});

test('is tight from half of the limit on, until a segment is gone', async () => {
  const spool = await open({ limitBytes: 10 * size, segmentBytes: size });
  const tight: boolean[] = [];
  for (const n of range(6)) {
    tight.push(spool.isTight);
    await append(spool, n);
  }
  expect(tight).toEqual([false, false, false, false, false, true]);
  for (const _ of range(2)) (await spool.next())!.done();
  await segmentsLeft(spool, 4);
  expect(spool.isTight).toBe(false);
  await spool.close();
});

test('memory is bounded: so many bytes may wait to be written', async () => {
  const files = new FaultyFiles();
  const spool = await open({ maxWaitingBytes: 2 * size, files });
  files.hold();
  const first = append(spool, 1);
  expect([spool.mayWait(size), spool.mayWait(size + 1)]).toEqual([true, false]);
  await turns();
  // What is under way counts as what waits.
  expect(spool.mayWait(size + 1)).toBe(false);
  files.release();
  await first;
  expect(spool.mayWait(2 * size)).toBe(true);
  await spool.close();
});

test('what cannot be a record, and what comes after the end', async () => {
  const spool = await open({ limitBytes: 2 ** 40 });
  const end = (id: string, bytes: number): Promise<string | undefined> => new Promise((resolve) => {
    spool.append({ ...batch(1), id, payload: new Uint8Array(bytes) }, (_committed, reason) => resolve(reason));
  });
  expect([await end('x'.repeat(256), 1), await end('x', maxRecordBytes)]).toEqual(['too-large', 'too-large']);
  const last = append(spool, 3);
  await spool.close();
  await spool.close();
  expect([await last, await append(spool, 4), await spool.next()]).toEqual([true, 'closed', undefined]);
  const again = await open();
  expect(await drain(again)).toEqual([3]);
  await again.close();
});

test('what is put back is read before the others, also while they are read', async () => {
  const spool = await open();
  await Promise.all([4, 5].map((n) => append(spool, n)));
  const putBack = (number: number): Promise<boolean> => new Promise((resolve) => spool.putBack(batch(number), resolve));
  await Promise.all([1, 2].map(putBack));
  expect((await spool.next())!.batch.firstSeq).toBe(1);
  await putBack(3);
  await append(spool, 6);
  expect(await drain(spool, false)).toEqual([2, 3, 4, 5, 6]);
  await spool.close();
  const again = await open();
  expect(await drain(again)).toEqual([1, 2, 3, 4, 5, 6]);
  await segmentsLeft(again, 0);
  await again.close();
});

test('too many open files: told once, tried again; a file that is gone, or on a bad disk, is damaged', async () => {
  const files = new FaultyFiles();
  const spool = await open({ files, segmentBytes: 2 * size });
  await Promise.all(range(7).map((n) => append(spool, n)));
  files.faults.set('open', 'EMFILE');
  expect([await spool.next(), await spool.next()]).toEqual([undefined, undefined]);
  expect(events).toEqual([{ type: 'read-failed', path: folder.file(folder.segments().sort()[0]!), error: expect.objectContaining({ code: 'EMFILE' }) }]);
  files.faults.clear();
  expect((await spool.next())!.batch.firstSeq).toBe(0);
  const [, second, third, last] = folder.segments().sort().map((name) => folder.file(name));
  rmSync(second!);
  truncateSync(third!, size + 3);
  expect(await drain(spool)).toEqual([1, 4, 6]);
  files.faults.set('read', 'EIO');
  await append(spool, 7);
  expect(await drain(spool)).toEqual([]);
  expect(events.slice(1)).toEqual([
    { type: 'damaged', path: second, offset: 0, bytes: 2 * size, why: expect.stringContaining('ENOENT') },
    { type: 'damaged', path: third, offset: size, bytes: size, why: 'a file that has become shorter' },
    { type: 'damaged', path: last, offset: size, bytes: size, why: expect.stringContaining('EIO') },
  ]);
  // The first batch was read and is not acknowledged: its file stays.
  await segmentsLeft(spool, 1);
  expect(spool.stats()).toMatchObject({ batches: 1, damaged: 4 * size });
  expect(await append(spool, 8)).toBe(true);
  files.faults.clear();
  expect(await drain(spool)).toEqual([8]);
  await spool.close();
});

test('a file that cannot be deleted is told, and counts as long as it is there', async () => {
  const files = new FaultyFiles();
  const spool = await open({ files });
  await append(spool, 1);
  files.faults.set('remove', 'EPERM');
  expect(await drain(spool)).toEqual([1]);
  while (events.length === 0) await turns();
  expect(events).toEqual([{ type: 'remove-failed', path: folder.file(folder.segments()[0]!), error: expect.objectContaining({ code: 'EPERM' }) }]);
  expect([spool.isEmpty, spool.stats()]).toEqual([true, { batches: 0, bytes: size, damaged: 0 }]);
  await spool.close();
});

test('a batch that is refused for ever is told and kept no longer', async () => {
  const spool = await open();
  await append(spool, 1);
  (await spool.next())!.done('too-large');
  expect([events, spool.isEmpty]).toEqual([[{ type: 'refused', id: 'epoch:1', firstSeq: 1, lastSeq: 2, reason: 'too-large' }], true]);
  await spool.close();
});

test('a folder is for one spool; one that cannot be read says so and is given back', async () => {
  const spool = await open();
  await expect(open()).rejects.toThrow(`the spool's folder ${folder.path} is used by process ${process.pid}`);
  await append(spool, 1);
  await spool.close();
  const files = new FaultyFiles();
  files.faults.set('open', 'EACCES');
  await expect(open({ files })).rejects.toThrow(`the spool's folder ${folder.path} cannot be read (EACCES: as the test says, open): give it to the user`);
  await (await open()).close();
});

test('writing that fails and works again', async () => {
  const files = new FaultyFiles();
  const spool = await open({ files });
  files.faults.set('write', 'ENOSPC');
  expect([await append(spool, 1), await append(spool, 2), spool.isEmpty]).toEqual(['spool-failed', 'spool-failed', true]);
  files.faults.clear();
  expect([await append(spool, 3), await drain(spool)]).toEqual([true, [3]]);
  expect(events.map(({ type }) => type)).toEqual(['write-failed', 'write-recovered']);
  await segmentsLeft(spool, 0);
  await spool.close();
});
