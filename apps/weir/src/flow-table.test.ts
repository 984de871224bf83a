import type { FlowJson } from '@weir/flow';
import { flowLine } from './flow-table.ts';

const base: FlowJson = {
  id: '01K0', type: 'http', state: 'complete', revision: 1, mode: 'regular', producer: 'p',
  startedAt: '2026-11-23T10:00:00.123456Z', durationMs: 12.34, client: { address: '127.0.0.1', port: 5 }, tags: {},
} as unknown as FlowJson;

const body = (size: number): object => ({ size, captured: size, truncated: false });
const request = { method: 'GET', url: 'http://a/b', headers: [], trailers: [], body: body(0) };

function line(more: object): string {
  return flowLine({ ...base, ...more } as unknown as FlowJson);
}

test('an exchange', () => {
  expect(line({ request, response: { status: 200, body: body(1536) } })).toBe('01K0  10:00:00.123  200  GET http://a/b  1.5K 12.3ms');
});

test('one that is open, one that failed', () => {
  expect(line({ state: 'open', request, durationMs: undefined })).toBe('01K0  10:00:00.123  ...  GET http://a/b');
  expect(line({ state: 'error', request, error: { code: 'reset', message: 'gone' } })).toBe('01K0  10:00:00.123  err  GET http://a/b  12.3ms  reset: gone');
});

test('a raw connection, with and without a server', () => {
  expect(line({ type: 'tcp', server: { address: 'b', port: 7 }, messages: { count: 2, bytes: 3 << 20 } })).toBe('01K0  10:00:00.123  tcp  tcp 127.0.0.1:5 -> b:7  3.0M 12.3ms');
  expect(line({ type: 'tcp' })).toContain('-> ?');
});

test('a terminal is not told what passed to obey', () => {
  expect(line({ request: { ...request, url: 'http://a/\u001b[2J\u009b' } })).toContain('http://a/\ufffd[2J\ufffd');
});
