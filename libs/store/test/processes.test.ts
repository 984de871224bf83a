import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { parseFilter } from '@weir/query';
import { openSqliteStore } from '../src/index.ts';
import { countedPerBatch, flowsPerBatch, sharedBatches } from './append-shared.ts';
import { aFlow, bodyChunk, noonUs, Producer } from './records.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-processes-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(program: string, ...args: readonly (string | number)[]): Promise<string> {
  const child = spawn(process.execPath, ['--conditions=source', '--disable-warning=ExperimentalWarning', join(import.meta.dirname, program), ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const said = await text(child.stdout);
  expect((await exited)[0]).toBe(0);
  return said;
}

// They make the file at the same time too.
test('processes that append overlapping and redelivered batches to one file at once: all is stored, nothing twice', async () => {
  const [path, producers, batches] = [join(folder, 'shared.db'), 3, 150];
  const appended = await Promise.all([0, 1, 2].map((number) => run('append-shared.ts', path, number, producers, batches, 0)));
  expect(appended.map(Number)).toEqual([300, 300, 300]);
  const total = producers * batches;
  {
    await using store = openSqliteStore(path);
    expect(store.loss()).toMatchObject({ captured: total * countedPerBatch, stored: total * countedPerBatch });
    expect(store.loss().lost.map(({ reason, count }) => [reason, count])).toEqual([['memory-limit', 0], ['memory-limit', 0], ['memory-limit', 0]]);
    for (const filter of [undefined, parseFilter('~state complete')]) {
      const { groups } = await store.stats({ by: [], ...(filter !== undefined && { filter }) });
      expect(groups).toMatchObject([{ count: total * flowsPerBatch }]);
    }
    expect(store.append(sharedBatches(producers, batches)).count).toBe(0);
  }
  const db = new DatabaseSync(path);
  const rows = (sql: string): unknown[] => db.prepare(sql).all().map((row) => Object.values(row));
  // A goodbye is a number too.
  expect(rows('select first, last from coverage')).toEqual(Array.from({ length: producers }, () => [1, batches * 6 + 1]));
  expect(rows('select producer, stored, goodbye_last from epoch order by producer')).toEqual([0, 1, 2].map((p) => [`p${p}`, batches * countedPerBatch, batches * 6 + 1]));
  expect(rows('select count(*) from chunk')).toEqual([[total]]);
  expect(rows('pragma integrity_check')).toEqual([['ok']]);
  db.close();
}, 120_000);

test('processes that drop old flows while all of them append: the old are gone, the others are all there', async () => {
  const [path, producers, batches] = [join(folder, 'dropped.db'), 2, 100];
  // The first producer's flows and half of the second's.
  const old = 150;
  await Promise.all([0, 1, 2].map((number) => run('append-shared.ts', path, number, producers, batches, old * 10)));
  await using store = openSqliteStore(path);
  while (store.retain({ beforeUs: noonUs + old * 10_000 }) > 0);
  expect(store.loss()).toMatchObject({ captured: 200 * countedPerBatch, stored: 200 * countedPerBatch });
  for (const filter of [undefined, parseFilter('~all')]) {
    const { groups } = await store.stats({ by: ['status'], ...(filter !== undefined && { filter }) });
    expect(groups).toMatchObject([{ key: { status: '200' }, count: (200 - old) * flowsPerBatch }]);
  }
  const db = new DatabaseSync(path);
  expect(['flow', 'record', 'chunk'].map((table) => ({ ...db.prepare(`select count(*) as rows from ${table}`).get() }))).toEqual([{ rows: 150 }, { rows: 150 }, { rows: 50 }]);
  db.close();
}, 120_000);

test('while another process writes for longer than the timeout, appends and deletions fail, and are as if they had not been', async () => {
  const path = join(folder, 'busy.db');
  const store = openSqliteStore(path, { busyMs: 20 });
  const producer = new Producer();
  const batches = [producer.flows(aFlow(1)), new Producer(5, 'q').flows(aFlow(2))] as const;
  store.append([batches[0]]);
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  expect(() => store.append([batches[1]])).toThrow(expect.objectContaining({ errcode: 5 }));
  expect(() => store.retain({ beforeUs: noonUs + 1500 })).toThrow(expect.objectContaining({ errcode: 5 }));
  // Reading waits for nobody.
  expect(store.loss()).toEqual({ captured: 1, stored: 1, lost: [] });
  // The number that would have been the next epoch's.
  other.exec("insert into epoch (id, producer) values (x'00', 'other'); commit");
  expect(store.append([batches[1]]).changed).toMatchObject([{ producer: 'q' }]);
  expect(store.retain({ beforeUs: noonUs + 1500 })).toBe(1);
  expect(store.loss()).toEqual({ captured: 2, stored: 2, lost: [] });
  expect((await store.stats({ by: [] })).groups).toMatchObject([{ count: 1 }]);
  // Nor does closing.
  other.exec('begin immediate');
  await store[Symbol.asyncDispose]();
  other.close();
});

test('of two that drop old flows at once neither takes what came meanwhile, though it got the numbers of old rows', async () => {
  const path = join(folder, 'retention.db');
  let calls = 0;
  let between = (): void => undefined;
  const now = (): number => {
    // The second look at the clock is between the choice of flows and their deletion.
    if (++calls === 2) between();
    return 0;
  };
  await using one = openSqliteStore(path, { sliceMs: 1, now });
  await using two = openSqliteStore(path, { sliceMs: 1, now: () => 0 });
  const producer = new Producer();
  one.append([producer.flows(...[1, 2, 3].map((n) => aFlow(n))), producer.batch(...Array.from({ length: 200 }, (_, seq) => bodyChunk(1, 1, seq, 'x')))]);
  const limits = { beforeUs: noonUs + 4000 };
  between = () => {
    expect(two.retain(limits)).toBe(3);
    two.append([producer.flows(...[11, 12, 13].map((n) => aFlow(n)))]);
  };
  expect(one.retain(limits)).toBe(0);
  expect(calls).toBeGreaterThan(2);
  expect(one.find({ limit: 10 }).flows).toHaveLength(3);
  expect((await one.stats({ by: [] })).groups).toMatchObject([{ count: 3 }]);
});
