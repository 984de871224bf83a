import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseFilter } from '@weir/query';
import { aFlow, aRequest, noonUs, Producer } from '../../test/records.ts';
import type { StatsQuery } from '../flow-store.ts';
import { openSqliteStore } from './open.ts';

test('other work has its turn while many flows are counted', async () => {
  await using store = openSqliteStore(':memory:');
  const producer = new Producer();
  for (let first = 0; first < 3000; first += 100) store.append([producer.flows(...Array.from({ length: 100 }, (_, i) => aFlow(first + i)))]);
  let turns = 0;
  const timer = setInterval(() => { turns++; }, 0);
  const counting = store.stats({ by: [], filter: parseFilter('~hs text') });
  // A search between two steps must not disturb the expressions of this one.
  const found = store.find({ limit: 1, filter: parseFilter('~u nothing') });
  expect((await counting).groups[0]!.count).toBe(3000);
  clearInterval(timer);
  expect(found.flows).toEqual([]);
  expect(turns).toBeGreaterThan(0);
});

test('two at once keep their expressions apart', async () => {
  await using store = openSqliteStore(':memory:');
  const producer = new Producer();
  for (let first = 0; first < 2000; first += 100) {
    store.append([producer.flows(...Array.from({ length: 100 }, (_, i) => aFlow(first + i, { request: aRequest({ path: i % 4 === 0 ? '/four' : '/other' }) })))]);
  }
  const counts = await Promise.all(['~u four', '~u other', '~u /'].map(async (text) => (await store.stats({ by: [], filter: parseFilter(text) })).groups[0]!.count));
  expect(counts).toEqual([500, 1500, 2000]);
});

test('groups beyond ten thousand are counted together', async () => {
  await using store = openSqliteStore(':memory:');
  const producer = new Producer();
  for (let first = 0; first < 10_100; first += 100) {
    store.append([producer.flows(...Array.from({ length: 100 }, (_, i) => aFlow(first + i, { request: aRequest({ host: `${first + i}.example` }), response: undefined })))]);
  }
  const { groups } = await store.stats({ by: ['host'] });
  expect(groups).toHaveLength(10_001);
  expect(groups[0]).toMatchObject({ key: { host: '(other)' }, count: 100 });
  expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(10_100);
});

describe('the sums of minutes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-stats-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('answer what they tell apart; the flows answer the rest, and the parts of minutes', async () => {
    const path = join(folder, 'flows.db');
    await using store = openSqliteStore(path);
    store.append([new Producer().flows(...[0, 1, 2, 60_000, 60_001, 120_000].map((n) => aFlow(n)))]);
    // A mark that shows which ones were read.
    const db = new DatabaseSync(path);
    db.exec('update minute set count = count + 1000');
    db.close();
    const count = async (query: Partial<StatsQuery>): Promise<number> => (await store.stats({ by: [], ...query })).groups.reduce((sum, group) => sum + group.count, 0);
    expect(await count({})).toBe(3006);
    expect(await count({ by: ['host', 'status', 'mode', 'method', 'type'], stepUs: 120e6 })).toBe(3006);
    for (const query of [{ by: ['state'] }, { by: ['host', 'producer'] }, { by: ['error'] }, { stepUs: 30e6 }, { filter: parseFilter('~all') }] as const) expect(await count(query)).toBe(6);
    expect(await count({ sinceUs: noonUs + 1000 })).toBe(2 + 2003);
    expect(await count({ untilUs: noonUs + 120e6 + 1 })).toBe(2005 + 1);
    expect(await count({ sinceUs: noonUs + 2000, untilUs: noonUs + 60e6 + 1000 })).toBe(1 + 1);
    expect(await count({ sinceUs: noonUs + 1000, untilUs: noonUs + 3000 })).toBe(2);
    expect(await count({ sinceUs: noonUs + 60e6, untilUs: noonUs + 120e6 })).toBe(1002);
    expect(await count({ sinceUs: noonUs + 60e6, untilUs: noonUs })).toBe(0);
  });

  test('are read in steps, between which other work has its turn', async () => {
    await using store = openSqliteStore(':memory:');
    const producer = new Producer();
    for (let first = 0; first < 6000; first += 100) store.append([producer.flows(...Array.from({ length: 100 }, (_, i) => aFlow((first + i) * 10, { mode: `m${first + i}` })))]);
    let turns = 0;
    const timer = setInterval(() => { turns++; }, 0);
    expect((await store.stats({ by: [] })).groups).toMatchObject([{ count: 6000 }]);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });
});
