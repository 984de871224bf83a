import { parseFilter } from '@weir/query';
import { aFlow, aRequest, Producer } from '../../test/records.ts';
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
