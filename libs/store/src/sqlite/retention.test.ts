import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aFlow, aResponse, bodyChunk, bodyInChunks, bodyOf, message, noonUs, Producer, textOf } from '../../test/records.ts';
import { openSqliteStore } from './open.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-retention-'));
afterAll(() => rmSync(folder, { recursive: true }));
let path: string;
let count = 0;
beforeEach(() => { path = join(folder, `${count++}.db`); });

function rows(): Record<string, number> {
  const db = new DatabaseSync(path);
  const counts = ['flow', 'record', 'body', 'chunk'].map((table) => [table, Number(Object.values(db.prepare(`select count(*) from ${table}`).get()!)[0])] as const);
  db.close();
  return Object.fromEntries(counts);
}

test('nothing of a dropped flow stays: record, bodies, chunks, messages', async () => {
  await using store = openSqliteStore(path);
  const producer = new Producer();
  for (const n of [1, 2]) {
    store.append([
      producer.flows(aFlow(n, { response: aResponse({ body: bodyOf('x'.repeat(5000)) }) }), aFlow(n + 10, { response: aResponse({ body: bodyInChunks(2) }) })),
      producer.batch(bodyChunk(n + 10, 1, 0, 'a'), bodyChunk(n + 10, 1, 1, 'b'), message(n, 0, 0, 'm')),
    ]);
  }
  expect(rows()).toEqual({ flow: 4, record: 4, body: 2, chunk: 6 });
  expect(store.retain({ beforeUs: noonUs + 2000 })).toBe(1);
  expect(rows()).toEqual({ flow: 3, record: 3, body: 1, chunk: 5 });
  expect(store.retain({ beforeUs: noonUs + 12_000 })).toBe(2);
  expect(rows()).toEqual({ flow: 1, record: 1, body: 0, chunk: 2 });
  expect(store.body(textOf(12), 'response')).toMatchObject({ size: 2, truncated: false });
});

test('chunks of flows that never came go with their time', async () => {
  await using store = openSqliteStore(path);
  const producer = new Producer();
  store.append([producer.batch(bodyChunk(1, 0, 0, 'a'), bodyChunk(1, 1, 0, 'a'), message(2, 0, 0, 'm'), message(9, 0, 0, 'm'))]);
  store.retain({ beforeUs: noonUs + 5000 });
  expect(rows()).toMatchObject({ chunk: 1 });
});

test('also where flows are dropped for their bytes', async () => {
  await using store = openSqliteStore(path);
  const producer = new Producer();
  store.append([producer.flows(aFlow(5), aFlow(10)), producer.batch(message(2, 0, 0, 'm'), message(20, 0, 0, 'm'))]);
  while (store.retain({ maxBytes: 1 }) > 0);
  expect(rows()).toEqual({ flow: 0, record: 0, body: 0, chunk: 1 });
});

test('a call is a slice: it ends in time, gets somewhere, and the next goes on', async () => {
  let now = 0;
  await using store = openSqliteStore(path, { sliceMs: 1, now: () => now++ });
  const producer = new Producer();
  for (let first = 0; first < 1000; first += 100) store.append([producer.flows(...Array.from({ length: 100 }, (_, i) => aFlow(first + i)))]);
  const slices: number[] = [];
  do slices.push(store.retain({ beforeUs: noonUs + 900_000 })); while (slices.at(-1)! > 0);
  expect(slices).toEqual([200, 200, 200, 200, 100, 0]);
  expect(rows()).toMatchObject({ flow: 100, record: 100 });
});

test('a flow with a very long body is dropped over many slices', async () => {
  let now = 0;
  await using store = openSqliteStore(path, { sliceMs: 1, now: () => now++ });
  const producer = new Producer();
  store.append([producer.flows(aFlow(1, { response: aResponse({ body: bodyInChunks(1000) }) }))]);
  store.append([producer.batch(...Array.from({ length: 1000 }, (_, seq) => bodyChunk(1, 1, seq, 'x')))]);
  store.retain({ beforeUs: noonUs + 5000 });
  expect(rows()).toEqual({ flow: 1, record: 1, body: 0, chunk: 800 });
  for (let call = 0; call < 5; call++) store.retain({ beforeUs: noonUs + 5000 });
  expect(rows()).toEqual({ flow: 0, record: 0, body: 0, chunk: 0 });
});

test('the file becomes smaller', async () => {
  const body = bodyOf('x'.repeat(60_000));
  {
    await using store = openSqliteStore(path);
    const producer = new Producer();
    for (let n = 0; n < 400; n++) store.append([producer.flows(aFlow(n, { response: aResponse({ body }) }))]);
  }
  const before = statSync(path).size;
  {
    await using store = openSqliteStore(path);
    while (store.retain({ maxBytes: 2_000_000 }) > 0);
    store.retain({ maxBytes: 2_000_000 });
    expect(store.find({ limit: 1 }).flows).toHaveLength(1);
  }
  expect(before).toBeGreaterThan(24_000_000);
  expect(statSync(path).size).toBeLessThan(before - 12_000_000);
});
