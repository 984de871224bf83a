import { jest } from '@jest/globals';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { IssuanceLog, type Issuance } from './issuance-log.ts';

let folder: string;
let file: string;
let log: IssuanceLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-issuances-'));
  file = join(folder, 'issuances.db');
  log = new IssuanceLog(file);
});

afterEach(() => rmSync(folder, { recursive: true }));

const all = { since: 0, caller: '', name: '' };

function anIssuance(more: Partial<Issuance> = {}): Issuance {
  return { time: 1, caller: 'regular', kind: 'leaf', names: ['example.com'], serialNumber: '0A', notAfter: 2, fingerprint: 'AA:BB', issuer: 'CC', ...more };
}

function append(issuance: Issuance): Promise<void> {
  return new Promise((resolve, reject) => log.append(issuance, (error) => (error === undefined ? resolve() : reject(error))));
}

test('what was appended is found, in order, also by the next to open the file', async () => {
  await Promise.all([append(anIssuance()), append(anIssuance({ kind: 'client', names: ['a', 'ü'], caller: 'x' }))]);
  await append(anIssuance({ kind: 'intermediate' }));
  const { rows, upTo } = log.page(0, all);
  expect(rows).toEqual([{ sequence: 1, ...anIssuance() }, { sequence: 2, ...anIssuance({ kind: 'client', names: ['a', 'ü'], caller: 'x' }) }, { sequence: 3, ...anIssuance({ kind: 'intermediate' }) }]);
  expect(upTo).toBe(3);
  log.close();
  log = new IssuanceLog(file);
  expect(log.last).toBe(3);
  expect(log.page(0, all).rows).toEqual(rows);
  await append(anIssuance());
  expect(log.page(3, all).rows.map(({ sequence }) => sequence)).toEqual([4]);
  log.close();
});

test('nobody is told before it is on disk: another connection sees it in the callback', async () => {
  const other = new DatabaseSync(file);
  const seen = await new Promise((resolve) => log.append(anIssuance(), () => resolve(other.prepare('SELECT count(*) AS n FROM issuances').get())));
  expect(seen).toEqual({ n: 1 });
  other.close();
  log.close();
});

test('where it cannot be written all of that turn are told, and numbers have no gap afterwards', async () => {
  await append(anIssuance());
  const other = new DatabaseSync(file);
  other.exec('DROP TABLE issuances');
  other.close();
  const failures = await Promise.allSettled([append(anIssuance()), append(anIssuance())]);
  expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect([log.last, log.isFailing]).toEqual([1, true]);
  log.close();
});

test('by time, caller and name; the last so many of those', async () => {
  for (let i = 1; i <= 10; i++) await append(anIssuance({ time: i, caller: i % 2 === 0 ? 'even' : 'odd', names: [`${i}.example`, 'all.example'] }));
  const sequences = (filter: typeof all): number[] => log.page(0, filter).rows.map(({ sequence }) => sequence);
  expect(sequences({ ...all, since: 8 })).toEqual([8, 9, 10]);
  expect(sequences({ ...all, caller: 'even' })).toEqual([2, 4, 6, 8, 10]);
  expect(sequences({ ...all, name: '7.example' })).toEqual([7]);
  expect(sequences({ ...all, name: '.example' })).toEqual([]);
  expect([log.before(0), log.before(8), log.before(11)]).toEqual([0, 7, 10]);
  expect(await log.beforeLast(2, { ...all, caller: 'even' })).toBe(7);
  expect(await log.beforeLast(99, { ...all, since: 5 })).toBe(4);
  log.close();
});

test('more than a page: each call reads a bounded part, whatever fits', async () => {
  await Promise.all(Array.from({ length: 5_000 }, (_, i) => append(anIssuance({ names: [i === 10 || i === 4_990 ? 'rare' : 'common'] }))));
  const rare = { ...all, name: 'rare' };
  let after = 0;
  const pages: [number, number][] = [];
  while (after < log.last) {
    const { rows, upTo } = log.page(after, rare);
    pages.push([rows.length, upTo]);
    after = upTo;
  }
  expect(pages).toEqual([[1, 2_000], [0, 4_000], [1, 5_000]]);
  expect([await log.beforeLast(1, rare), await log.beforeLast(2, rare), await log.beforeLast(3, rare)]).toEqual([4_990, 10, 0]);
  log.close();
});

test('a follower is woken at each commit, until it has had enough', async () => {
  let woken = 0;
  const leave = log.onCommit(() => { woken++; });
  await Promise.all([append(anIssuance()), append(anIssuance())]);
  await append(anIssuance());
  leave();
  await append(anIssuance());
  expect(woken).toBe(2);
  log.close();
});

test('what is old goes, in parts; numbers go on', async () => {
  await Promise.all(Array.from({ length: 2_500 }, (_, i) => append(anIssuance({ time: i }))));
  expect([log.retain(99, 2_499), log.retain(99, 2_499), log.retain(99, 2_499)]).toEqual([2_000, 400, 0]);
  expect(log.page(log.before(0), all).rows[0]).toMatchObject({ sequence: 2_401 });
  while (log.retain(0, 2_499) > 0);
  log.close();
  log = new IssuanceLog(file);
  expect([log.last, log.page(0, all).rows.length]).toEqual([2_500, 0]);
  expect(log.page(log.before(0), all).rows.map(({ sequence }) => sequence)).toEqual([2_500]);
  log.close();
});

test('a clock that is ahead by years takes nothing along', async () => {
  for (let i = 0; i < 10; i++) await append(anIssuance({ time: i }));
  expect(log.retain(100, 1e12)).toBe(0);
  log.close();
});

test('its file is for its owner alone', () => {
  expect(statSync(file).mode & 0o777).toBe(0o600);
  log.close();
});

test('while another connection writes, what waits is committed afterwards, and nobody is kept waiting', async () => {
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  const done = append(anIssuance());
  let turns = 0;
  const until = performance.now() + 300;
  while (performance.now() < until) {
    await new Promise((resolve) => { setTimeout(resolve, 1); });
    turns++;
  }
  expect(turns).toBeGreaterThan(50);
  expect(log.isFailing).toBe(false);
  other.exec('COMMIT');
  other.close();
  await done;
  expect(log.last).toBe(1);
  log.close();
});

test('after its end nothing is taken', async () => {
  log.close();
  await expect(append(anIssuance())).rejects.toThrow('the log is closed');
});

test('a page ends where names take much room', async () => {
  const names = [`${'n'.repeat(200_000)}`];
  await Promise.all(Array.from({ length: 12 }, () => append(anIssuance({ names }))));
  expect(log.page(0, all).rows).toHaveLength(6);
  expect([log.page(0, all).upTo, log.page(6, all).upTo, await log.beforeLast(3, all)]).toEqual([6, 12, 9]);
  log.close();
});

test('two processes on one file: each number once', async () => {
  const other = new IssuanceLog(file);
  await append(anIssuance());
  await new Promise<void>((resolve) => other.append(anIssuance({ caller: 'other' }), () => resolve()));
  await append(anIssuance());
  expect(log.page(0, all).rows.map(({ caller, sequence }) => [caller, sequence])).toEqual([['regular', 1], ['other', 2], ['regular', 3]]);
  other.close();
  log.close();
});

test('close commits what waits', () => {
  const done = jest.fn();
  log.append(anIssuance(), done);
  log.close();
  expect(done).toHaveBeenCalledWith(undefined);
  log = new IssuanceLog(file);
  expect(log.last).toBe(1);
  log.close();
});

test('the file of a newer Weir is left alone', () => {
  log.close();
  const other = new DatabaseSync(file);
  other.exec('PRAGMA user_version = 2');
  other.close();
  expect(() => new IssuanceLog(file)).toThrow('it was written by a newer Weir (version 2)');
});
