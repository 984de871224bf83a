import type { FlowJson } from '@weir/flow';
import { decodeBody, flowFacts, parseFilter, predicate, type BodyAccess } from '@weir/query';
import { seeded } from '@weir/testing';
import { randomFilter, randomItems, type Random } from '../../test/random-flows.ts';
import { Producer } from '../../test/records.ts';
import { compile } from './compile.ts';
import { openSqliteStore } from './open.ts';
import type { SqliteStore } from './sqlite-store.ts';

describe('how much of a filter becomes SQL', () => {
  test.each([
    ['~c 200', 'status is 200', true],
    ['~e & ~http', '(error is not null) and (type = 1)', true],
    ['~e ~b x', '(error is not null)', false],
    ['~e | ~b x', '1', false],
    ['(~e & ~b x) | ~q', '((error is not null)) or ((facts & 2) <> 0)', false],
    ['!~e', 'not (error is not null)', true],
    ['!(~e & ~b x)', '1', false],
    ['~all | ~b x', '1', true],
    ['~marked', '0', true],
    ['~d a', 'weir_found(0, host) or weir_found(0, named)', true],
    ['~m a !~u b', '(weir_found(0, method)) and (not (weir_found(1, url)))', true],
  ])('%s', (text, sql, exact) => {
    const { regexes, ...condition } = compile(parseFilter(text));
    expect(condition).toEqual({ sql, exact });
    expect(regexes.length).toBe(new Set(sql.match(/weir_found\(\d/g)).size);
  });
});

/** The same flows twice: in a store, and as what the store told of them. */
function world(random: Random, count: number): { store: SqliteStore; flows: FlowJson[]; access: BodyAccess } {
  let ticks = 0;
  const store = openSqliteStore(':memory:', { sliceMs: random(2) === 0 ? 7 : 1e9, now: () => ticks++ });
  const producer = new Producer();
  const flows: FlowJson[] = [];
  for (let n = 0; n < count; n++) flows.push(...store.append([producer.batch(...randomItems(random, n))]).changed);
  const access: BodyAccess = {
    body(flow, side) {
      const body = store.body(flow.id, side);
      return body === undefined ? undefined : decodeBody(body.bytes, body.contentEncoding, 1e9);
    },
    messages: (flow) => store.messages(flow.id, { limit: 1000 })!.messages.map(({ from, data }) => ({ from, data: Buffer.from(data, 'base64') })),
  };
  // As text both times sort as the numbers do.
  flows.sort((a, b) => (a.startedAt + a.id < b.startedAt + b.id ? 1 : -1));
  return { store, flows, access };
}

test.each(Array.from({ length: 4 }, (_, seed) => [seed]))('columns and records together say what the predicate alone says (seed %i)', async (seed) => {
  const random = seeded(seed);
  const { store, flows, access } = world(random, 120);
  let some = 0;
  for (let round = 0; round < 50; round++) {
    const text = randomFilter(random);
    const filter = parseFilter(text);
    const matches = predicate(filter);
    const expected = flows.filter((flow) => matches(flow, access)).map(({ id }) => id);
    const limit = 1 + random(60);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = store.find({ filter, limit, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.flows.length).toBeLessThanOrEqual(limit);
      found.push(...page.flows.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect([text, found]).toEqual([text, expected]);
    if (expected.length > 0 && expected.length < flows.length) some++;
    const counted = (await store.stats({ filter, by: [] })).groups[0]?.count ?? 0;
    expect([text, counted]).toEqual([text, expected.length]);
  }
  expect(some).toBeGreaterThan(20);
  await store[Symbol.asyncDispose]();
});

test('the columns hold what the filter language looks at', () => {
  const { flows } = world(seeded(99), 50);
  // The world is worth something only if it has all of them.
  expect(new Set(flows.map(({ type }) => type)).size).toBe(4);
  expect(flows.some((flow) => flowFacts.namedHostOf(flow) !== undefined)).toBe(true);
  expect(flows.some((flow) => flowFacts.isWebsocket(flow))).toBe(true);
  expect(flows.some((flow) => flowFacts.isAsset(flow))).toBe(true);
});
