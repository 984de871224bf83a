import { aFlow } from '../../test/fake-store.ts';
import { TestApi } from '../../test/test-api.ts';

const api = new TestApi();
afterAll(() => api[Symbol.asyncDispose]());

test('every flow, a line each', async () => {
  api.store.flows = Array.from({ length: 450 }, (_, n) => aFlow(450 - n));
  const answer = await api.get('/api/v1/export?format=jsonl&filter=~all');
  expect(answer.headers).toMatchObject({ 'content-type': 'application/jsonl; charset=utf-8', 'content-disposition': 'attachment; filename="flows.jsonl"' });
  expect(answer.body.split('\n').slice(0, -1).map((line) => JSON.parse(line))).toEqual(api.store.flows);
  api.store.flows = [];
  expect((await api.get('/api/v1/export')).body).toBe('');
});

test('other formats are refused by name', async () => {
  expect((await api.get('/api/v1/export?format=har')).json()).toMatchObject({ status: 400, parameter: 'format' });
});
