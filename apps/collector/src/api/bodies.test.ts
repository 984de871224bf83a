import { gzipSync } from 'node:zlib';
import { aFlow, idOf } from '../../test/fake-store.ts';
import { TestApi } from '../../test/test-api.ts';

const api = new TestApi();
const plain = Buffer.from('the river runs on');
api.store.flows = [aFlow(1), aFlow(2), aFlow(3)];
api.store.bodies.set(`${idOf(1)} response`, { bytes: gzipSync(plain), size: 40, truncated: false, contentEncoding: 'gzip' });
api.store.bodies.set(`${idOf(1)} request`, { bytes: new Uint8Array(plain.buffer, plain.byteOffset, 3), size: 17, truncated: true });
api.store.bodies.set(`${idOf(2)} response`, { bytes: gzipSync(Buffer.alloc(50_000_000)), size: 1, truncated: false, contentEncoding: 'gzip' });
api.store.bodies.set(`${idOf(3)} response`, { bytes: plain, size: 17, truncated: false, contentEncoding: 'compress\r\nx: \u00e9' });
afterAll(() => api[Symbol.asyncDispose]());

function body(n: number, side: string, query = '') {
  return api.get(`/api/v1/flows/${idOf(n)}/${side}/body${query}`);
}

test('bytes as they were sent, never to be run', async () => {
  const answer = await body(1, 'response');
  expect(answer.rawPayload.equals(gzipSync(plain))).toBe(true);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff', 'content-security-policy': 'sandbox',
    'weir-content-encoding': 'gzip', 'content-disposition': `attachment; filename="${idOf(1)}-response.bin"`,
  });
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.headers['weir-truncated']).toBeUndefined();
});

test('decoded', async () => {
  const answer = await body(1, 'response', '?decoded=true');
  expect(answer.body).toBe('the river runs on');
  expect(answer.headers['weir-content-encoding']).toBeUndefined();
});

test('what was captured in part says so', async () => {
  const answer = await body(1, 'request');
  expect(answer.body).toBe('the');
  expect(answer.headers['weir-truncated']).toBe('true');
});

test('a bomb is cut', async () => {
  const answer = await body(2, 'response', '?decoded=true');
  expect(answer.rawPayload).toHaveLength(100_000);
  expect(answer.headers['weir-truncated']).toBe('true');
});

test('an unknown coding stays, and cannot break the head', async () => {
  const answer = await body(3, 'response', '?decoded=true');
  expect(answer.body).toBe('the river runs on');
  expect(answer.headers['weir-content-encoding']).toBe('compress??x: ?');
});

test('404: no body, or no flow', async () => {
  expect((await body(2, 'request')).json()).toMatchObject({ status: 404, title: 'The flow has no request body' });
  expect((await body(9, 'request')).json()).toMatchObject({ status: 404, title: 'No such flow' });
  expect((await body(1, 'both')).statusCode).toBe(404);
  expect((await body(1, 'request', '?decoded=yes')).statusCode).toBe(400);
});
