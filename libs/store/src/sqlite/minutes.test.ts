import { seeded } from '@weir/testing';
import { parseFilter } from '@weir/query';
import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneOf, randomItems } from '../../test/random-flows.ts';
import { aFlow, noonUs, Producer } from '../../test/records.ts';
import type { StatsGroup, StatsJson, StatsQuery } from '../flow-store.ts';
import { latencyError } from './latencies.ts';
import { openSqliteStore } from './open.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-minutes-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Row = Readonly<Record<string, unknown>>;

function rowsOf(db: DatabaseSync): Row[] {
  return db.prepare('select minute, host, status, count, errors, request_bytes, response_bytes, length(latencies) as latencies from minute').all().map((row) => ({ ...row }));
}

/** What the sums tell, without latencies; those are compared one by one. */
function compare(sums: StatsJson, scanned: StatsJson): void {
  const without = ({ groups }: StatsJson): unknown => groups.map((group) => ({ ...group, latencyMs: undefined }));
  expect(without(sums)).toEqual(without(scanned));
  sums.groups.forEach(({ latencyMs }, i) => {
    const exact = scanned.groups[i]!.latencyMs;
    expect(latencyMs === undefined).toBe(exact === undefined);
    for (const name of ['p50', 'p95', 'p99'] as const) expect(Math.abs((latencyMs?.[name] ?? 0) - (exact?.[name] ?? 0))).toBeLessThanOrEqual((exact?.[name] ?? 0) * latencyError + 1e-9);
  });
}

test('a flow that was told of while it was open counts once, in the group of its end', async () => {
  const path = join(folder, 'revisions.db');
  await using store = openSqliteStore(path);
  const db = new DatabaseSync(path);
  const producer = new Producer();
  store.append([producer.flows(aFlow(1, { state: 'open', endedAtUs: 0, response: undefined }))]);
  expect(rowsOf(db)).toMatchObject([{ host: 'example.com', status: -1, count: 1, latencies: 0 }]);
  const ended = producer.flows(aFlow(1, { revision: 2 }));
  store.append([ended]);
  const once = rowsOf(db);
  expect(once).toMatchObject([{ host: 'example.com', status: 200, count: 1, errors: 0, response_bytes: 5 }]);
  store.append([ended, producer.flows(aFlow(1))]);
  expect(rowsOf(db)).toEqual(once);
  while (store.retain({ beforeUs: noonUs + 5000 }) > 0);
  expect(rowsOf(db)).toEqual([]);
  db.close();
});

test('what was rolled back is in no sum', async () => {
  await using store = openSqliteStore(':memory:');
  const batch = new Producer().flows(aFlow(1));
  expect(() => store.append([batch, Uint8Array.of(0xff)])).toThrow();
  store.append([batch]);
  expect((await store.stats({ by: [] })).groups).toMatchObject([{ count: 1 }]);
});

test('sums beyond 2^53 are told nearly', async () => {
  await using store = openSqliteStore(':memory:');
  const body = { size: 2 ** 52, captured: 0, parts: [] };
  const response = { ...aFlow(1).response!, body };
  store.append([new Producer().flows(...[1, 2, 3, 4].map((n) => aFlow(n, { response })))]);
  expect((await store.stats({ by: [] })).groups).toMatchObject([{ count: 4, responseBytes: 2 ** 54 }]);
});

test('more groups in one transaction than are kept in memory', async () => {
  await using store = openSqliteStore(':memory:');
  const producer = new Producer();
  const batches = Array.from({ length: 21 }, (_, b) => producer.flows(...Array.from({ length: 100 }, (_, i) => aFlow(b * 100 + i, { mode: `m${b * 100 + i}` }))));
  store.append(batches);
  expect((await store.stats({ by: [] })).groups).toMatchObject([{ count: 2100 }]);
});

test.each(Array.from({ length: 12 }, (_, seed) => [seed]))('the sums tell what the flows tell, whatever came, came again and was dropped (seed %i)', async (seed) => {
  const random = seeded(seed);
  await using store = openSqliteStore(':memory:', { sliceMs: 1e9 });
  const producer = new Producer();
  const batches: Uint8Array[] = [];
  for (let n = 0; n < 120; n++) {
    const spreadUs = random(6) * 37_000_000 + random(1000) * 1000;
    const items = randomItems(random, n).map((item) => ('flow' in item ? { flow: { ...item.flow, startedAtUs: noonUs + spreadUs, endedAtUs: item.flow.endedAtUs === 0 ? 0 : noonUs + spreadUs + random(2 ** random(31)) } } : item));
    batches.push(producer.batch(...items));
    // A later or an earlier revision of the same flow, with other columns.
    const [first] = items;
    if (random(3) === 0 && first !== undefined && 'flow' in first) batches.push(producer.flows({ ...aFlow(n), id: first.flow.id, startedAtUs: first.flow.startedAtUs, revision: 1 + random(4) }));
  }
  while (batches.length > 0) {
    const taken = batches.splice(random(batches.length), 1 + random(5));
    store.append(random(3) === 0 ? [...taken, ...taken] : taken);
    if (random(10) === 0) store.retain({ beforeUs: noonUs + random(90_000_000) });
  }
  const groups: readonly StatsGroup[] = ['host', 'status', 'method', 'mode', 'type'];
  for (let n = 0; n < 12; n++) {
    const query: StatsQuery = {
      by: groups.filter(() => random(3) === 0),
      ...(random(2) === 0 && { stepUs: oneOf(random, [60e6, 120e6]) }),
      ...(random(2) === 0 && { sinceUs: noonUs + random(4) * 30_000_000 + random(2) * random(30_000_000) }),
      ...(random(2) === 0 && { untilUs: noonUs + 60_000_000 + random(5) * 30_000_000 + random(2) * random(30_000_000) }),
    };
    compare(await store.stats(query), await store.stats({ ...query, filter: parseFilter('~all') }));
  }
});
