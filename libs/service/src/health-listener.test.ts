import { once } from 'node:events';
import { connect } from 'node:net';
import { RuntimeFailure } from './config-error.ts';
import { startHealth, type HealthListener, type HealthParts } from './health-listener.ts';

let listener: HealthListener | undefined;
afterEach(async () => {
  await listener?.close();
  listener = undefined;
});

async function start(parts: Partial<HealthParts> = {}): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  listener = await startHealth({ host: '127.0.0.1', port: 0, isReady: () => [], metrics: () => Promise.resolve('a 1\n'), ...parts });
  const { port } = listener;
  return (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);
}

test('what is well', async () => {
  const get = await start();
  for (const path of ['/healthz', '/readyz', '/readyz?verbose']) {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'text/plain; charset=utf-8', 'ok\n']);
  }
  const answer = await get('/metrics');
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8', 'a 1\n']);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('what is not ready is a problem with the reasons; the process is alive all the same', async () => {
  let reasons = ['the bus is not connected', 'no port is open'];
  const get = await start({ isReady: () => reasons });
  const answer = await get('/readyz');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
  expect(await answer.json()).toEqual({ type: 'about:blank', title: 'Not ready', status: 503, detail: 'the bus is not connected; no port is open' });
  expect((await get('/healthz')).status).toBe(200);
  reasons = [];
  expect((await get('/readyz')).status).toBe(200);
});

test('HEAD has the head alone', async () => {
  const get = await start();
  const answer = await get('/healthz', { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '3', '']);
});

test.each(['/', '/healthz/', '/HEALTHZ', '/metrics/a', '//healthz'])('%s is not there', async (path) => {
  const get = await start();
  const answer = await get(path);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
});

test('other methods are not there either, and what they send is not read', async () => {
  const get = await start();
  expect((await get('/healthz', { method: 'POST', body: 'a'.repeat(100_000) })).status).toBe(404);
  expect((await get('/metrics', { method: 'DELETE' })).status).toBe(404);
});

test('metrics that fail say nothing of the inside', async () => {
  const get = await start({ metrics: () => Promise.reject(new Error('secret')) });
  const answer = await get('/metrics');
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('secret');
});

test('those who ask at the same time share one reading', async () => {
  let readings = 0;
  let finish: (text: string) => void = () => undefined;
  const get = await start({ metrics: () => {
    readings++;
    return new Promise((resolve) => { finish = resolve; });
  } });
  const both = [get('/metrics'), get('/metrics')];
  // Its answer comes after both requests were read, since it goes over a connection made later.
  while (readings === 0) await get('/healthz');
  await get('/healthz');
  finish('b 2\n');
  expect(await Promise.all(both.map(async (answer) => (await answer).text()))).toEqual(['b 2\n', 'b 2\n']);
  expect(readings).toBe(1);
});

test('a port in use is told in words', async () => {
  await start();
  const again = startHealth({ host: '127.0.0.1', port: listener!.port, isReady: () => [], metrics: () => Promise.resolve('') });
  await expect(again).rejects.toThrow(RuntimeFailure);
  await expect(again).rejects.toThrow(`health and metrics cannot listen on 127.0.0.1:${listener!.port}: the port is in use; --health-listen chooses another`);
});

test('without a host it listens on all interfaces', async () => {
  await start({ host: '' });
  expect(['::', '0.0.0.0']).toContain(listener!.address);
});

test('a client that says nothing does not hold the end', async () => {
  await start();
  const silent = connect(listener!.port, '127.0.0.1');
  await once(silent, 'connect');
  silent.write('GET /healthz HTTP/1.1\r\n');
  const closed = once(silent, 'close');
  silent.on('error', () => undefined).resume();
  await listener!.close();
  await closed;
});
