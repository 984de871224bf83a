import type { FlowJson } from '@weir/flow';
import { endpoint, rowOf } from './row.ts';

const flow: FlowJson = {
  id: '01K', type: 'http', state: 'error', revision: 2, mode: 'regular', producer: 'p', startedAt: '2026-11-24T10:00:00.000000Z', durationMs: 3,
  client: { address: '::1', port: 1 },
  request: {
    method: 'GET', scheme: 'https', host: 'a.test', port: 443, path: `/${'x'.repeat(600)}`, url: '', httpVersion: 'HTTP/1.1', headers: [], trailers: [],
    body: { size: 0, captured: 0, truncated: false },
  },
  response: { status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: [['Content-Type', 'text/html']], trailers: [], body: { size: 7, captured: 7, truncated: false } },
  error: { code: 'reset', message: 'm' },
};

test('keeps what the table shows', () => {
  expect(rowOf(flow)).toEqual({
    id: '01K', type: 'http', state: 'error', revision: 2, startedAt: '2026-11-24T10:00:00.000000Z', method: 'GET', scheme: 'https', host: 'a.test', path: `/${'x'.repeat(511)}`,
    status: 200, errorCode: 'reset', media: 'html', bytes: 7, durationMs: 3,
  });
});

test('a connection is shown by its server', () => {
  const { request: _request, response: _response, error: _error, durationMs: _duration, ...rest } = flow;
  expect(rowOf({ ...rest, type: 'tcp', state: 'open', server: { address: 'fd00::1', port: 22 }, messages: { count: 1, bytes: 9 } }))
    .toMatchObject({ method: 'TCP', scheme: '', media: '', host: '[fd00::1]:22', path: '', bytes: 9 });
  expect(rowOf({ ...rest, type: 'tcp' })).toMatchObject({ host: '' });
  const tls = { version: 'TLSv1.3', cipher: '', sni: 'named.test' };
  expect(rowOf({ ...rest, type: 'tcp', client: { ...rest.client, tls } })).toMatchObject({ host: 'named.test' });
  expect(endpoint(undefined)).toBe('');
});

test('a port that the scheme does not say', () => {
  expect(rowOf({ ...flow, request: { ...flow.request!, scheme: 'http', port: 443 } }).host).toBe('a.test:443');
  expect(rowOf({ ...flow, request: { ...flow.request!, scheme: 'http', host: '::1', port: 80 } }).host).toBe('[::1]');
});
