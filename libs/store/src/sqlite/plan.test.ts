import { parseFilter } from '@weir/query';
import { DatabaseSync } from 'node:sqlite';
import { aFlow, aRequest, aResponse, noonUs, Producer } from '../../test/records.ts';
import { Epochs } from './epochs.ts';
import { planOf } from './plan.ts';
import { migrate } from './schema.ts';
import { Writer } from './writer.ts';

let db: DatabaseSync;
beforeAll(() => {
  db = new DatabaseSync(':memory:');
  migrate(db);
  const producer = new Producer();
  const batches = Array.from({ length: 120 }, (_, batch) => producer.flows(...Array.from({ length: 100 }, (_, i) => {
    const n = batch * 100 + i;
    return aFlow(n, {
      request: aRequest({ host: n % 1000 === 0 ? 'rare.example' : 'common.example', authority: n % 3000 === 0 ? 'named.example' : '' }),
      response: aResponse({ status: n % 500 === 0 ? 503 : 200 }),
    });
  })));
  new Writer(db, new Epochs(db)).append(batches, () => undefined);
});
afterAll(() => db.close());

const rows = (text: string): number | undefined => {
  const { few } = planOf(db, parseFilter(text));
  return few === undefined ? undefined : db.prepare(`select distinct n from (${few.sql})`).all(...few.parameters).length;
};

test.each([
  ['~c 503', 24],
  ['~c 404', 0],
  ['~d rare', 12],
  ['~d "^named"', 4],
  ['~d "rare|named"', 12],
  ['~d nobody', 0],
  ['~u x & (~m GET & ~d rare)', 12],
  ['~e', 0],
])('an index has few for %s', (text, count) => {
  expect(rows(text)).toBe(count);
});

test.each(['~c 200', '~d example', '~d rare | ~e', '!~d rare', '~u rare', '~all'])('no index has few for %s', (text) => {
  expect(rows(text)).toBeUndefined();
});

test('~since bounds the search where all of it must be true', () => {
  const since = (text: string, sinceUs?: number): number => planOf(db, parseFilter(text), sinceUs).sinceUs;
  expect(since('~m GET ~since 2026-11-24T10:00:01Z')).toBe(noonUs + 1e6);
  expect(since('~since 2026-11-24T10:00:01Z', noonUs + 2e6)).toBe(noonUs + 2e6);
  expect(since('~m GET | ~since 2026-11-24T10:00:01Z')).toBe(0);
});

test('records are looked at only where the columns do not tell', () => {
  expect(planOf(db, parseFilter('~m GET & !~c 200')).matches).toBeUndefined();
  expect(planOf(db, parseFilter('~m GET & ~h x')).matches).toBeDefined();
  expect(planOf(db, undefined)).toMatchObject({ matches: undefined, few: undefined, sinceUs: 0 });
});

test('more hosts than are tried one after another', () => {
  const flows = Array.from({ length: 1100 }, (_, n) => aFlow(100_000 + n, { request: aRequest({ host: `host-${n}.example` }) }));
  const producer = new Producer(1);
  new Writer(db, new Epochs(db)).append(flows.map((flow) => producer.flows(flow)), () => undefined);
  expect(rows('~d rare')).toBeUndefined();
});
