import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestApi, TOKEN } from '../../test/test-api.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-page-'));
const dist = join(folder, 'dist');
mkdirSync(join(dist, 'assets'), { recursive: true });
writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Weir</title>');
writeFileSync(join(dist, 'assets', 'index-abc.js'), 'export {};');
writeFileSync(join(dist, '.secret'), 'no');
writeFileSync(join(folder, 'outside.txt'), 'no');

const api = new TestApi({ uiDirectory: dist });
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test('the token in the link is swapped for a cookie and goes out of the address', async () => {
  const answer = await api.get(`/?token=${TOKEN}`, {});
  expect(answer.statusCode).toBe(303);
  expect(answer.headers).toMatchObject({ location: '/', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  expect(answer.headers['set-cookie']).toBe(`weir_token=${TOKEN}; Path=/; HttpOnly; SameSite=Strict`);
  expect((await api.get('/', { cookie: `weir_token=${TOKEN}` })).body).toContain('<title>Weir</title>');
  expect((await api.get(`/?a=1&token=${TOKEN}&b=%2F%2Fevil`, {})).headers['location']).toBe('/?a=1&b=%2F%2Fevil');
});

test('a wrong token in the link sets nothing', async () => {
  for (const query of ['token=wrong', 'token=', `token=${TOKEN}&token=${TOKEN}`]) {
    const answer = await api.get(`/?${query}`, {});
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
  }
  expect((await api.get(`/api/v1/flows?token=${TOKEN}`, {})).statusCode).toBe(401);
});

test('a browser without the cookie is told in words', async () => {
  const answer = await api.get('/', { accept: 'text/html,*/*' });
  expect(answer.statusCode).toBe(401);
  expect(answer.headers['content-type']).toContain('text/html');
  expect(answer.body).toContain('open the link that Weir printed');
});

test('the page may run its own scripts and nothing else', async () => {
  const page = await api.get('/');
  expect(page.headers['content-security-policy']).toContain("script-src 'self'; style-src 'self'");
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  expect(page.headers['cache-control']).toBe('no-store');
  const script = await api.get('/assets/index-abc.js');
  expect(script.headers).toMatchObject({ 'content-type': expect.stringContaining('javascript'), 'cache-control': 'private, max-age=31536000, immutable' });
});

test('nothing outside the page is served', async () => {
  for (const path of ['/.secret', '/../outside.txt', '/%2e%2e/outside.txt', '/..%2foutside.txt', '/assets', '/nothing.js']) {
    const answer = await api.get(path);
    expect([403, 404]).toContain(answer.statusCode);
    expect(answer.body).not.toBe('no');
  }
});

test('without a page, the API still answers', async () => {
  await using bare = new TestApi();
  expect((await bare.get('/')).json()).toMatchObject({ status: 404, title: 'There is no page here' });
});
