import type { FlowJson } from '@weir/flow';
import { parseFilter } from '@weir/query';
import { aFlow, aRequest, aResponse, noonUs, Producer, textOf } from '../../test/records.ts';
import { openSqliteStore } from './open.ts';
import type { SqliteStore } from './sqlite-store.ts';

const count = 12_000;
let ticks = 0;
let store: SqliteStore;
/** Many flows, and a clock that goes on by 1 ms each time it is looked at. */
beforeAll(() => {
  store = openSqliteStore(':memory:', { sliceMs: 2000, now: () => ticks++ });
  const producer = new Producer();
  for (let first = 0; first < count; first += 100) {
    store.append([producer.flows(...Array.from({ length: 100 }, (_, i) => {
      const n = first + i;
      return aFlow(n, {
        // 10 flows begin in each microsecond: windows end among them.
        startedAtUs: noonUs + Math.floor(n / 10), request: aRequest({ path: `/${n}`, headers: ['X-N', String(n)] }), response: aResponse({ status: n % 100 === 0 ? 500 : 200 }),
      });
    }))]);
  }
});
afterAll(() => store[Symbol.asyncDispose]());

function pages(text: string | undefined, limit: number): { flows: string[]; sizes: number[] } {
  const flows: FlowJson[] = [];
  const sizes: number[] = [];
  let cursor: string | undefined;
  do {
    const page = store.find({ limit, ...(text === undefined ? {} : { filter: parseFilter(text) }), ...(cursor === undefined ? {} : { cursor }) });
    flows.push(...page.flows);
    sizes.push(page.flows.length);
    cursor = page.next;
  } while (cursor !== undefined);
  return { flows: flows.map(({ id }) => id), sizes };
}

const expected = (test: (n: number) => boolean): string[] => Array.from({ length: count }, (_, n) => count - 1 - n).filter(test).map((n) => textOf(n));

test.each([
  ['everything', undefined, 1000, () => true],
  ['by columns', '!~c 200', 1000, (n: number) => n % 100 === 0],
  ['by an index', '~c 500', 50, (n: number) => n % 100 === 0],
  ['by an expression', '~u "/1?234$"', 1000, (n: number) => n === 234 || n === 1234],
  ['by an expression, none', '~u nothing', 1000, () => false],
  ['by records', '~hq "^x-n: 1?77\\\\s"', 10, (n: number) => n === 77 || n === 177],
] as const)('%s: all pages together are whole, however many windows they cross', (_name, text, limit, matches) => {
  expect(pages(text, limit).flows).toEqual(expected(matches));
});

test('a page of what is rare comes back in time, empty, and the next goes on', () => {
  const { sizes } = pages('~hq "^x-n: 77\\\\s"', 10);
  expect(sizes.length).toBeGreaterThan(4);
  expect(sizes.slice(0, 4)).toEqual([0, 0, 0, 0]);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(1);
});

test('what an index has few of takes one page, wherever it is', () => {
  expect(pages('~c 500 & ~hq "^x-n: 0\\\\s"', 10)).toEqual({ flows: [textOf(0)], sizes: [1] });
});

test('each call gets somewhere, however little time there is', async () => {
  await using hurried = openSqliteStore(':memory:', { sliceMs: 0 });
  hurried.append([new Producer().flows(aFlow(1), aFlow(2), aFlow(3))]);
  const found: number[] = [];
  let cursor: string | undefined;
  do {
    const page = hurried.find({ limit: 10, filter: parseFilter('~hs text'), ...(cursor === undefined ? {} : { cursor }) });
    found.push(page.flows.length);
    cursor = page.next;
  } while (cursor !== undefined);
  expect(found).toEqual([1, 1, 1, 0]);
});

test('times bound a search that an index answers, too', () => {
  const found = store.find({ limit: 1000, filter: parseFilter('~c 500'), sinceUs: noonUs + 100, untilUs: noonUs + 200 });
  expect(found.flows.map(({ id }) => id)).toEqual(expected((n) => n % 100 === 0 && n >= 1000 && n < 2000));
});
