import type { FlowJson } from '@weir/flow';
import { flowText } from './show.ts';

const flow = {
  id: '01K0', type: 'http', state: 'complete', revision: 1, mode: 'regular', producer: 'p', startedAt: '2026-11-23T10:00:00.123456Z', durationMs: 12.3,
  client: { address: '127.0.0.1', port: 5, tls: { version: 'TLSv1.3', cipher: 'AES', alpn: 'http/1.1' } },
  server: { address: 'a', port: 443, ip: '10.0.0.1' },
  request: { method: 'GET', url: 'https://a/b', httpVersion: 'HTTP/1.1', headers: [['X-Case', 'kept']], trailers: [], body: { size: 0, captured: 0, truncated: false } },
  response: { status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: [['a', '\u001b[2J']], trailers: [['t', 'v']], body: { size: 9, captured: 4, truncated: true } },
} as unknown as FlowJson;

test('an exchange, whole and in order', () => {
  expect(flowText(flow)).toBe([
    '01K0  http  complete  regular', 'started 2026-11-23T10:00:00.123456Z, took 12.3 ms',
    'client  127.0.0.1:5  TLSv1.3 AES http/1.1', 'server  a:443 (10.0.0.1)', '',
    'GET https://a/b HTTP/1.1', '  X-Case: kept', '  [body of 0 bytes]', '',
    'HTTP/1.1 200 OK', '  a: \ufffd[2J', '  [body of 9 bytes, 4 captured]', '  t: v', '',
  ].join('\n'));
});

test('what there is not is not shown', () => {
  const bare = { ...flow, type: 'tcp', state: 'error', durationMs: undefined, server: undefined, request: undefined, response: undefined,
    error: { code: 'reset', message: 'gone' }, messages: { count: 2, bytes: 10 } } as unknown as FlowJson;
  expect(flowText(bare).split('\n').slice(1)).toEqual(['started 2026-11-23T10:00:00.123456Z', 'client  127.0.0.1:5  TLSv1.3 AES http/1.1', 'error   reset: gone', 'messages 2 (10 bytes)', '']);
});
