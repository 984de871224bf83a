import { TestApi, TOKEN } from '../../test/test-api.ts';
import { HostCheck } from '../host-check.ts';

const api = new TestApi({ hostCheck: new HostCheck('127.0.0.1', ['weir.test']) });
afterAll(() => api[Symbol.asyncDispose]());

const paths = ['/', '/api/v1/flows', '/api/v1/flows/00000000000000000000000001', '/api/v1/flows/00000000000000000000000001/request/body',
  '/api/v1/flows/00000000000000000000000001/response/body', '/api/v1/flows/00000000000000000000000001/messages', '/api/v1/tail', '/api/v1/export',
  '/api/v1/stats', '/api/v1/loss', '/api/v1/listeners', '/assets/index.js', '/nothing', '//', '/API/v1/flows', '/api/v1/flows/', '/healthz/', '/healthz%00'];

test.each(paths)('%s is closed without a token', async (path) => {
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { cookie: 'weir_token=wrong' }, { authorization: '' }] as Record<string, string>[]) {
    const answer = await api.get(path, headers);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer realm="weir"' });
    expect(answer.json()).toMatchObject({ status: 401, title: 'A token is needed' });
  }
});

test.each(['/healthz', '/readyz', '/metrics', '/openapi.json'])('%s is open', async (path) => {
  expect((await api.get(path, {})).statusCode).toBe(200);
});

test('the cookie is as good as the header', async () => {
  expect((await api.get('/api/v1/loss', { cookie: `other=1; weir_token=${TOKEN}` })).statusCode).toBe(200);
});

test('metrics need a token where others can reach them', async () => {
  await using open = new TestApi({ openMetrics: false });
  expect((await open.get('/metrics', {})).statusCode).toBe(401);
  expect((await open.get('/metrics')).statusCode).toBe(200);
});

test.each([
  [{ host: 'evil.example' }, 403], [{ host: '127.0.0.1:8081' }, 200], [{ host: 'localhost' }, 200], [{ host: 'weir.test:99' }, 200],
  [{ host: 'localhost', origin: 'http://evil.example' }, 403], [{ host: 'localhost', origin: 'null' }, 403],
  [{ host: 'localhost:8081', origin: 'http://localhost:8081' }, 200], [{ host: 'localhost', origin: 'https://weir.test' }, 200],
] as [Record<string, string>, number][])('%j: %d', async (headers, status) => {
  for (const path of ['/api/v1/loss', '/healthz']) {
    const answer = await api.get(path, { authorization: `Bearer ${TOKEN}`, ...headers });
    expect(answer.statusCode).toBe(status);
    if (status === 403) expect(answer.json()).toMatchObject({ status: 403 });
  }
});

test('every answer is hardened', async () => {
  for (const path of ['/api/v1/flows', '/nothing', '/healthz', '/api/v1/flows?limit=x', '/%zz']) {
    expect((await api.get(path)).headers).toMatchObject({
      'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  }
});

test('only GET and HEAD; a body is refused', async () => {
  const headers = { host: 'localhost', authorization: `Bearer ${TOKEN}` };
  expect((await api.app.inject({ method: 'POST', url: '/api/v1/flows', headers })).statusCode).toBe(404);
  expect((await api.app.inject({ method: 'HEAD', url: '/api/v1/loss', headers })).statusCode).toBe(200);
  expect((await api.app.inject({ method: 'HEAD', url: '/api/v1/tail', headers })).statusCode).toBe(404);
});

test('what fails inside is logged and not told', async () => {
  await using broken = new TestApi();
  broken.store.loss = () => { throw new Error('secret of the inside'); };
  const answer = await broken.get('/api/v1/loss');
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('secret');
  expect(broken.log.events).toEqual(['request-failed']);
});

test('small calls', async () => {
  await using small = new TestApi({ listeners: () => [{ mode: 'regular', transport: 'tcp', address: '::', port: 8080 }] });
  expect((await small.get('/api/v1/loss')).json()).toEqual({ captured: 3, stored: 2, lost: [{ producer: 'p', reason: 'crash', count: null }] });
  expect((await small.get('/api/v1/listeners')).json()).toEqual({ listeners: [{ mode: 'regular', transport: 'tcp', address: '::', port: 8080 }] });
});
