import { TestApi } from '../../test/test-api.ts';

test('ready while the store takes flows; alive in any case', async () => {
  await using api = new TestApi();
  expect((await api.get('/healthz')).json()).toEqual({ status: 'ok' });
  expect((await api.get('/readyz')).json()).toEqual({ status: 'ok' });
  api.counters.storing = false;
  const answer = await api.get('/readyz');
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.json()).toEqual({ type: 'about:blank', title: 'Not ready', status: 503, detail: 'the store refuses flows' });
  expect((await api.get('/healthz')).statusCode).toBe(200);
});
