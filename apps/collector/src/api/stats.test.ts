import { TestApi } from '../../test/test-api.ts';

const api = new TestApi();
afterAll(() => api[Symbol.asyncDispose]());

test('asks by groups and steps', async () => {
  const answer = await api.get('/api/v1/stats?by=host,status&step=1m&since=-1h&filter=~e');
  expect(answer.json()).toEqual({ groups: [] });
  expect(api.store.queries.at(-1)).toEqual({ by: ['host', 'status'], stepUs: 60e6, sinceUs: expect.any(Number), filter: { kind: 'flag', operator: 'e' } });
  await api.get('/api/v1/stats');
  expect(api.store.queries.at(-1)).toEqual({ by: [] });
});

test.each(['by=shoe', 'step=1', 'step=0s', 'limit=5'])('400: %s', async (query) => {
  expect((await api.get(`/api/v1/stats?${query}`)).statusCode).toBe(400);
});
