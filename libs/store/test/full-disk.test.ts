import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { json } from 'node:stream/consumers';
import { openSqliteStore } from '../src/index.ts';
import { migrate, pragma } from '../src/sqlite/schema.ts';
import { SqliteStore } from '../src/sqlite/sqlite-store.ts';
import { aFlow, aResponse, bodyOf, noonUs, Producer } from './records.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-full-'));
afterAll(() => rmSync(folder, { recursive: true }));

const body = bodyOf('x'.repeat(20_000));
const batchOf = (producer: Producer, first: number): Uint8Array => producer.flows(...Array.from({ length: 10 }, (_, i) => aFlow(first + i, { response: aResponse({ body }) })));

async function count(store: SqliteStore): Promise<number> {
  return (await store.stats({ by: [] })).groups[0]?.count ?? 0;
}

test('a full disk: an append changes nothing and is taken once there is room, which deletion makes', async () => {
  const path = join(folder, 'full.db');
  await openSqliteStore(path)[Symbol.asyncDispose]();
  const db = new DatabaseSync(path);
  migrate(db);
  await using store = new SqliteStore(db);
  const producer = new Producer();
  let n = 0;
  for (; n < 100; n += 10) store.append([batchOf(producer, n)]);
  db.exec(`pragma max_page_count = ${pragma(db, 'page_count') + 10}`);
  const next = batchOf(producer, n);
  const another = new Producer(1, 'q').flows(aFlow(n + 10));
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(() => store.append([another, next])).toThrow(expect.objectContaining({ errcode: 13 }));
    expect(db.isTransaction).toBe(false);
    expect(store.loss()).toEqual({ captured: 100, stored: 100, lost: [] });
    expect(await count(store)).toBe(100);
  }
  expect(store.retain({ beforeUs: noonUs + 50_000 })).toBe(50);
  expect(store.append([another, next])).toMatchObject({ count: 11 });
  expect(store.loss()).toEqual({ captured: 111, stored: 111, lost: [] });
  expect(await count(store)).toBe(61);
  db.exec('pragma max_page_count = 1000000');
  for (n += 20; n < 300; n += 10) store.append([batchOf(producer, n)]);
  expect({ ...db.prepare('pragma integrity_check').get() }).toEqual({ integrity_check: 'ok' });
});

test('nothing is taken while the disk has too little left, and old flows can be deleted', async () => {
  let bavail = 100_000;
  await using store = openSqliteStore(join(folder, 'little.db'), { space: () => ({ blocks: 1_000_000, bavail, bsize: 1024 }) });
  const producer = new Producer();
  store.append([batchOf(producer, 0)]);
  const next = batchOf(producer, 10);
  bavail = 60_000;
  expect(() => store.append([next])).toThrow(expect.objectContaining({ name: 'StoreError', code: 'disk-full' }));
  expect(store.retain({ beforeUs: noonUs + 5000 })).toBe(5);
  bavail = 100_000;
  store.append([next]);
  expect(store.loss()).toEqual({ captured: 20, stored: 20, lost: [] });
});

// 8 MiB, in blocks of 512 bytes: less than the journal may have.
test('an I/O error leaves no transaction behind: deletion and appends go on', async () => {
  const program = [process.execPath, '--conditions=source', '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'append-beyond-a-limit.ts'), join(folder, 'limited.db')];
  const child = spawn('sh', ['-c', 'ulimit -f 16384 && exec "$@"', 'sh', ...program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await json(child.stdout) as { readonly then: number };
  expect(said.then).toBeGreaterThan(50);
  expect(said).toEqual({ errcode: 10, then: said.then, captured: 2 * said.then, stored: 2 * said.then, lost: 0 });
}, 60_000);
