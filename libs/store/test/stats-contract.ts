import { isoTime } from '@weir/flow';
import { parseFilter } from '@weir/query';
import type { FlowStore, StatsQuery } from '../src/index.ts';
import { aFlow, aRequest, aResponse, bodyOf, noonUs, Producer } from './records.ts';

export function statsContract(store: () => FlowStore): void {
  describe('stats', () => {
    const groups = async (query: StatsQuery) => (await store().stats(query)).groups;

    beforeEach(() => {
      const took = (ms: number, n: number) => ({ endedAtUs: noonUs + (n + ms) * 1000 });
      const tcp = { type: 'tcp', request: undefined, response: undefined, messages: { count: 1, bytes: 9 } } as const;
      store().append([
        new Producer(0, 'p').flows(
          aFlow(1, { ...took(10, 1), request: aRequest({ method: 'POST', body: bodyOf('ab') }) }),
          aFlow(2, took(20, 2)),
          aFlow(3, { ...took(30, 3), response: aResponse({ status: 503 }) }),
          aFlow(4, { state: 'error', error: { code: 'reset', message: '' }, response: undefined, endedAtUs: 0 }),
        ),
        new Producer(1, 'q').flows(
          aFlow(61_000, { ...tcp, ...took(5000, 61_000), server: { address: '::1', port: 22 } }),
          aFlow(61_001, { ...tcp, server: undefined, state: 'open', endedAtUs: 0 }),
        ),
      ]);
    });

    test('of everything; latencies are exact where flows are looked at one by one, and else nearly', async () => {
      const [expected, latencyMs] = [{ key: {}, count: 6, errors: 2, errorRate: 2 / 6, requestBytes: 2, responseBytes: 15 }, { p50: 20, p95: 30, p99: 30 }];
      expect(await groups({ by: [], filter: parseFilter('~all') })).toEqual([{ ...expected, latencyMs }]);
      const [group] = await groups({ by: [] });
      expect(group).toMatchObject(expected);
      for (const [name, ms] of Object.entries(latencyMs)) expect(Math.abs(group!.latencyMs![name as 'p50'] - ms)).toBeLessThanOrEqual(ms / 32);
    });

    test('by each name', async () => {
      const keys = async (by: StatsQuery['by'][number]) => (await groups({ by: [by] })).map(({ key, count }) => [key[by], count]);
      expect(await keys('host')).toEqual([['example.com', 4], ['', 1], ['::1', 1]]);
      expect(await keys('status')).toEqual([['', 3], ['200', 2], ['503', 1]]);
      expect(await keys('method')).toEqual([['GET', 3], ['', 2], ['POST', 1]]);
      expect(await keys('mode')).toEqual([['regular', 6]]);
      expect(await keys('type')).toEqual([['http', 4], ['tcp', 2]]);
      expect(await keys('state')).toEqual([['complete', 4], ['error', 1], ['open', 1]]);
      expect(await keys('error')).toEqual([['', 5], ['reset', 1]]);
      expect(await keys('producer')).toEqual([['p', 4], ['q', 2]]);
    });

    test('by two names and in steps, the earliest first', async () => {
      const found = await groups({ by: ['type', 'status'], stepUs: 60e6 });
      expect(found.map(({ at, key, count }) => [at, key, count])).toEqual([
        [isoTime(noonUs), { type: 'http', status: '200' }, 2],
        [isoTime(noonUs), { type: 'http', status: '' }, 1],
        [isoTime(noonUs), { type: 'http', status: '503' }, 1],
        [isoTime(noonUs + 60e6), { type: 'tcp', status: '' }, 2],
      ]);
      expect(found[3]).not.toHaveProperty('latencyMs');
    });

    test('of what matches, by columns, by records and by time', async () => {
      const count = async (query: Omit<StatsQuery, 'by'>) => (await groups({ by: [], ...query }))[0]?.count ?? 0;
      expect(await count({ filter: parseFilter('~c 200') })).toBe(2);
      expect(await count({ filter: parseFilter('~hs text/plain') })).toBe(3);
      expect(await count({ filter: parseFilter('~b ab') })).toBe(1);
      expect(await count({ sinceUs: noonUs + 2000, untilUs: noonUs + 4000 })).toBe(2);
      expect(await count({ filter: parseFilter('~c 404') })).toBe(0);
    });
  });
}
