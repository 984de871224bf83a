import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { aFlow, idOf } from '../../test/fake-store.ts';
import { TestApi, TOKEN } from '../../test/test-api.ts';

const api = new TestApi();
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(() => { api.store.flows = Array.from({ length: 450 }, (_, n) => aFlow(450 - n)); });

test('every flow, a line each', async () => {
  const answer = await api.get('/api/v1/export?format=jsonl&filter=~all');
  expect(answer.headers).toMatchObject({ 'content-type': 'application/jsonl; charset=utf-8', 'content-disposition': 'attachment; filename="flows.jsonl"' });
  expect(answer.body.split('\n').slice(0, -1).map((line) => JSON.parse(line))).toEqual(api.store.flows);
  expect((await api.get('/api/v1/export')).body).toBe(answer.body);
  api.store.flows = [];
  expect((await api.get('/api/v1/export')).body).toBe('');
});

test.each([1, 200, 201, 449])('the newest %i alone', async (limit) => {
  const lines = (await api.get(`/api/v1/export?limit=${limit}`)).body.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(api.store.flows.slice(0, limit).map((flow) => flow.id));
});

test('HAR: one document, with bodies decoded; what has no place in it leaves no comma', async () => {
  api.store.flows = [{ ...aFlow(4), type: 'tcp' }, aFlow(3), { ...aFlow(2), type: 'udp' }, aFlow(1)];
  const body = { size: 25, captured: 25, truncated: false };
  api.store.flows[3] = { ...aFlow(1), response: { status: 200, reason: '', httpVersion: 'HTTP/2', headers: [], trailers: [], body } };
  api.store.bodies.set(`${idOf(1)} response`, { bytes: gzipSync('hello'), size: 25, truncated: false, contentEncoding: 'gzip' });
  const answer = await api.get('/api/v1/export?format=har');
  expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'content-disposition': 'attachment; filename="flows.har"' });
  const { entries } = answer.json<{ log: { entries: { _id: string; response: { content: object } }[] } }>().log;
  expect(entries.map((entry) => entry._id)).toEqual([idOf(3), idOf(1)]);
  expect(entries[1]!.response.content).toMatchObject({ size: 5, text: 'hello' });
  api.store.flows = [];
  expect((await api.get('/api/v1/export?format=har')).json()).toMatchObject({ log: { entries: [] } });
});

test('curl: a script', async () => {
  api.store.flows = [aFlow(2, 'two.example'), aFlow(1, 'one.example')];
  const answer = await api.get('/api/v1/export?format=curl');
  expect(answer.headers).toMatchObject({ 'content-type': 'text/x-shellscript; charset=utf-8', 'content-disposition': 'attachment; filename="flows.sh"' });
  expect(answer.body).toMatch(/^#!\/bin\/sh\ncurl .*two\.example.*\ncurl .*one\.example.*\n$/);
});

test('one flow alone', async () => {
  expect((await api.get(`/api/v1/export?id=${idOf(7)}`)).json()).toEqual(aFlow(7));
  expect((await api.get(`/api/v1/export?id=${idOf(999)}`)).statusCode).toBe(404);
  expect((await api.get(`/api/v1/export?id=${idOf(7)}&filter=~e`)).json()).toMatchObject({ status: 400, parameter: 'id' });
  expect((await api.get(`/api/v1/export?id=${idOf(7)}&limit=3`)).json()).toMatchObject({ status: 400, parameter: 'id' });
});

test.each(['mitmproxy', 'har,curl', 'toString'])('format=%s is refused, and told which there are', async (format) => {
  expect((await api.get(`/api/v1/export?format=${format}`)).json()).toEqual({
    type: 'about:blank', title: 'Bad query parameter', status: 400, parameter: 'format', detail: `format does not know "${format}"; known are jsonl, har, curl`,
  });
});

describe('over a socket', () => {
  async function listening(): Promise<TestApi & { readonly port: number }> {
    const real = new TestApi();
    await real.app.listen({ host: '127.0.0.1', port: 0 });
    const long = 'x'.repeat(20_000);
    real.store.flows = Array.from({ length: 10_000 }, (_, n) => ({ ...aFlow(10_000 - n), mode: long }));
    return Object.assign(real, { port: (real.app.server.address() as AddressInfo).port });
  }

  test('who does not read is not written to, and who leaves ends it', async () => {
    await using real = await listening();
    const socket = connect(real.port, '127.0.0.1');
    socket.write(`GET /api/v1/export HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`);
    await once(socket, 'data');
    socket.pause();
    // Asked on until the buffers between are full, then no more: of 50 pages (200 MB) only some.
    let asked = -1;
    while (real.store.queries.length !== asked) {
      asked = real.store.queries.length;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    expect(asked).toBeLessThan(25);
    socket.destroy();
    await once(socket, 'close');
    expect((await real.get('/healthz')).statusCode).toBe(200);
    expect(real.store.queries).toHaveLength(asked);
  });

  test('a store that fails on the way cuts the download: it must not look whole', async () => {
    await using real = await listening();
    const { find } = real.store;
    real.store.find = (query) => {
      if (query.cursor === '400') throw new Error('disk I/O error');
      return find.call(real.store, query);
    };
    const answer = await fetch(`http://127.0.0.1:${real.port}/api/v1/export`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(real.log.events).toEqual(['export-failed']);
  });
});
