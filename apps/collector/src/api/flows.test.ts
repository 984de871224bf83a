import { aFlow, idOf } from '../../test/fake-store.ts';
import { TestApi } from '../../test/test-api.ts';

const api = new TestApi();
api.store.flows = Array.from({ length: 250 }, (_, n) => aFlow(250 - n));
afterAll(() => api[Symbol.asyncDispose]());

test('pages follow each other to the end', async () => {
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = (await api.get(`/api/v1/flows?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`)).json<{ flows: { id: string }[]; next?: string }>();
    seen.push(...page.flows.map((flow) => flow.id));
    cursor = page.next ?? '';
  } while (cursor !== '');
  expect(seen).toEqual(api.store.flows.map((flow) => flow.id));
});

test('100 unless asked otherwise', async () => {
  expect((await api.get('/api/v1/flows')).json<{ flows: unknown[] }>().flows).toHaveLength(100);
});

test('asks the store for what was asked', async () => {
  await api.get('/api/v1/flows?filter=~c%20500&since=2026-11-23T10:00:00Z&until=-0s&limit=7&cursor=5');
  expect(api.store.queries.at(-1)).toEqual({
    filter: { kind: 'status', status: 500 }, sinceUs: Date.parse('2026-11-23T10:00:00Z') * 1000, untilUs: expect.any(Number), limit: 7, cursor: '5',
  });
  await api.get('/api/v1/flows');
  expect(api.store.queries.at(-1)).toEqual({ limit: 100 });
});

test.each(['limit=0', 'limit=1001', 'limit=x', 'since=yesterday', 'until=2026-13-01', 'filer=x', 'limit=1&limit=2', 'filter=~nonsense', 'filter=(~e', 'filter=~d%20('])('400: %s', async (query) => {
  const answer = await api.get(`/api/v1/flows?${query}`);
  expect(answer.statusCode).toBe(400);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.json()).toMatchObject({ status: 400, parameter: query.split('=')[0] });
});

test('a bad filter is told its position', async () => {
  const { position, detail, title } = (await api.get('/api/v1/flows?filter=~m%20GET%20%26%20~nonsense')).json();
  expect(title).toBe('Bad filter');
  expect(position).toBeGreaterThanOrEqual(9);
  expect(detail).toEqual(expect.any(String));
});

test('one flow, by its id in either case', async () => {
  expect((await api.get(`/api/v1/flows/${idOf(3)}`)).json()).toEqual(aFlow(3));
  for (const id of [idOf(999), 'x', '8'.repeat(26), '..%2f', `${idOf(3)}0`]) expect((await api.get(`/api/v1/flows/${id}`)).statusCode).toBe(404);
  expect((await api.get(`/api/v1/flows/${'0'.repeat(500)}`)).statusCode).toBe(414);
});
