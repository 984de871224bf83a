import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aFlow, Producer, textOf } from '../../test/records.ts';
import { StoreError } from '../store-error.ts';
import { openSqliteStore } from './open.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
let path: string;
let count = 0;
beforeEach(() => { path = join(folder, `flows-${count++}.db`); });

function failure(): StoreError {
  try {
    openSqliteStore(path);
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('it opened');
}

function modes(): string[] {
  return [path, `${path}-wal`, `${path}-shm`].filter(existsSync).map((file) => (statSync(file).mode & 0o777).toString(8));
}

test('the file and its journal are their owner\'s alone, also where they were not', async () => {
  const mask = process.umask(0);
  try {
    await using store = openSqliteStore(path);
    store.append([new Producer().flows(aFlow(1))]);
    expect(modes()).toEqual(['600', '600', '600']);
  } finally {
    process.umask(mask);
  }
  chmodSync(path, 0o644);
  await using again = openSqliteStore(path);
  again.append([new Producer(1).flows(aFlow(2))]);
  expect(modes()).toEqual(['600', '600', '600']);
});

test('what was stored is there after closing, and no journal is left', async () => {
  {
    await using store = openSqliteStore(path);
    store.append([new Producer().flows(aFlow(1), aFlow(2))]);
  }
  expect(existsSync(`${path}-wal`)).toBe(false);
  await using store = openSqliteStore(path);
  expect(store.get(textOf(2))).toMatchObject({ id: textOf(2), producer: 'p' });
  expect(store.loss()).toMatchObject({ captured: 2, stored: 2 });
  expect(store.append([new Producer().flows(aFlow(1), aFlow(2))]).changed).toEqual([]);
});

test('a WAL, an incremental vacuum and large pages', async () => {
  await openSqliteStore(path)[Symbol.asyncDispose]();
  const db = new DatabaseSync(path);
  const values = ['journal_mode', 'auto_vacuum', 'page_size', 'user_version'].map((name) => Object.values(db.prepare(`pragma ${name}`).get()!)[0]);
  db.close();
  expect(values).toEqual(['wal', 2, 8192, 2]);
});

test('a file that is no database is refused, and stays as it is', () => {
  writeFileSync(path, 'no database at all. '.repeat(500));
  expect(failure()).toMatchObject({ code: 'not-a-database', message: 'it is no database', errcode: 26 });
  expect(readFileSync(path, 'utf8')).toBe('no database at all. '.repeat(500));
});

test('so is another program\'s database', () => {
  const db = new DatabaseSync(path);
  db.exec('create table theirs (x)');
  db.close();
  const before = readFileSync(path);
  expect(failure()).toMatchObject({ code: 'foreign-database' });
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('so is one of a later version', async () => {
  await openSqliteStore(path)[Symbol.asyncDispose]();
  const db = new DatabaseSync(path);
  db.exec('pragma user_version = 9');
  db.close();
  expect(failure()).toMatchObject({ code: 'newer-version', message: 'it was written by a later version of Weir (schema 9; this one knows 2)' });
});

test('so is one that was cut off', async () => {
  {
    await using store = openSqliteStore(path);
    store.append([new Producer().flows(...Array.from({ length: 500 }, (_, n) => aFlow(n)))]);
  }
  truncateSync(path, 8192 + 100);
  expect(failure()).toMatchObject({ code: 'not-a-database', message: 'it is damaged' });
});

test('a folder, and a path that leads nowhere', () => {
  mkdirSync(path);
  expect(failure()).toMatchObject({ code: 'cannot-open', message: 'it is no file' });
  path = join(folder, 'no', 'such', 'flows.db');
  expect(failure()).toMatchObject({ code: 'cannot-open', message: expect.stringContaining('ENOENT') });
});

test('an empty file becomes a store', async () => {
  writeFileSync(path, '');
  await using store = openSqliteStore(path);
  expect(store.find({ limit: 1 })).toEqual({ flows: [] });
});

test('two may have it open: each sees what the other committed, and numbers are counted once', async () => {
  await using one = openSqliteStore(path);
  await using two = openSqliteStore(path);
  const producer = new Producer();
  const [first, second] = [producer.flows(aFlow(1)), producer.flows(aFlow(2))];
  one.append([first]);
  two.append([first, second]);
  one.append([second]);
  expect(one.loss()).toEqual({ captured: 2, stored: 2, lost: [] });
  expect(two.find({ limit: 10 })).toEqual(one.find({ limit: 10 }));
});

test('embedded: what was not heard of since the opening had crashed', async () => {
  await openSqliteStore(path)[Symbol.asyncDispose]();
  const before = new Producer(0);
  {
    await using store = openSqliteStore(path, { embedded: true });
    store.append([before.flows(aFlow(1))]);
    expect(store.loss().lost).toEqual([]);
  }
  {
    await using store = openSqliteStore(path);
    expect(store.loss().lost).toEqual([]);
  }
  await using store = openSqliteStore(path, { embedded: true });
  expect(store.loss().lost).toMatchObject([{ producer: 'p', reason: 'crash', count: null }]);
  // Only the collector had been started anew.
  store.append([before.flows(aFlow(2))]);
  expect(store.loss().lost).toEqual([]);
});
