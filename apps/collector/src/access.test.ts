import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryBus } from '@weir/bus';
import { FakeLog } from '../test/fake-log.ts';
import { quietTelemetry } from '../test/quiet-telemetry.ts';
import { aFlow, FakeStore } from '../test/fake-store.ts';
import { startCollector, type Collector } from './collector.ts';

// Who is let in, over real sockets: what a parser or a browser makes of a head is part of it.
const token = 'a/token+with=signs';
const page = mkdtempSync(join(tmpdir(), 'weir-access-'));
let collector: Collector;

beforeAll(async () => {
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Weir</title>');
  const store = new FakeStore();
  store.flows = [aFlow(1)];
  collector = await startCollector({
    consumer: memoryBus().consumer, store, log: new FakeLog(), telemetry: quietTelemetry(), api: { host: '127.0.0.1', port: 0, token, hosts: ['weir.example'], uiDirectory: page },
  });
});
afterAll(async () => {
  await collector.stop();
  rmSync(page, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: collector.port, path, headers }, (response) => {
      response.setEncoding('utf8');
      let body = '';
      response.on('data', (text: string) => { body += text; });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    call.on('error', reject);
    call.end();
  });
}

const bearer = { authorization: `Bearer ${token}` };

test('the printed link leads to the page, with a cookie that scripts and other sites do not get', async () => {
  const link = await get(`/?token=${encodeURIComponent(token)}`);
  expect([link.status, link.headers.location, link.body]).toEqual([303, '/', '']);
  const [setCookie] = link.headers['set-cookie']!;
  expect(setCookie).toMatch(/^weir_token=[^;]+; Path=\/; HttpOnly; SameSite=Strict$/);
  const cookie = setCookie!.split(';', 1)[0]!;
  expect((await get('/', { cookie })).body).toContain('<title>Weir</title>');
  expect(JSON.parse((await get('/api/v1/flows', { cookie })).body)).toEqual({ flows: [aFlow(1)] });
});

test.each([
  ['no token', {}],
  ['a wrong one', { authorization: 'Bearer x' }],
  ['one that begins right', { authorization: `Bearer ${token.slice(0, -1)}` }],
  ['one that goes on', { authorization: `Bearer ${token}x` }],
  ['another scheme', { authorization: `Basic ${token}` }],
  ['a wrong header beside a right cookie', { authorization: 'Bearer x', cookie: `weir_token=${encodeURIComponent(token)}` }],
] as [string, Record<string, string>][])('401: %s', async (_, headers) => {
  const { status, headers: said, body } = await get('/api/v1/flows', headers);
  expect([status, said['content-type'], said['www-authenticate']]).toEqual([401, 'application/problem+json', 'Bearer realm="weir"']);
  expect(JSON.parse(body)).toEqual({
    type: 'about:blank', title: 'A token is needed', status: 401, detail: 'send Authorization: Bearer TOKEN, or open the link that Weir printed when it started',
  });
});

test.each(['127.0.0.1', 'localhost', 'LOCALHOST:9', 'weir.example', 'weir.example:443'])('Host: %s is known', async (host) => {
  expect((await get('/api/v1/loss', { ...bearer, host })).status).toBe(200);
});

test.each(['evil.example', 'localhost.evil.example', '127.0.0.2', '[::1]', '127.0.0.1@evil.example', 'x.weir.example'])('403: Host: %s', async (host) => {
  for (const path of ['/api/v1/loss', '/', '/healthz', '/openapi.json', `/?token=${encodeURIComponent(token)}`]) {
    const { status, body, headers } = await get(path, { ...bearer, host });
    expect([status, JSON.parse(body).title, headers['set-cookie']]).toEqual([403, 'Unknown Host', undefined]);
  }
});

test.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'file://'])('403: Origin: %s', async (origin) => {
  const { status, body, headers } = await get('/api/v1/flows', { ...bearer, origin });
  expect([status, JSON.parse(body).title, headers['access-control-allow-origin']]).toEqual([403, 'Foreign Origin', undefined]);
});

test('what the page itself sends is let in', async () => {
  const headers = { ...bearer, host: `localhost:${collector.port}`, origin: `http://localhost:${collector.port}` };
  expect((await get('/api/v1/flows', headers)).status).toBe(200);
});

test('probes need no token, and the page is under a policy without inline scripts', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics', '/openapi.json']) expect((await get(path)).status).toBe(200);
  const { headers } = await get('/', bearer);
  expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';(?!.*unsafe)/);
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
});

test('a bad filter is told where, also where characters are escaped', async () => {
  const { status, body } = await get(`/api/v1/flows?filter=${encodeURIComponent('~u \u{1f30a} & (~e')}`, bearer);
  expect([status, JSON.parse(body)]).toEqual([400, expect.objectContaining({ title: 'Bad filter', parameter: 'filter', position: expect.any(Number) })]);
});
