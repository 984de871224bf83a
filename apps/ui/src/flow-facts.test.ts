import type { FlowJson } from '@weir/flow';
import { certificateFacts, connectionFacts, requestLine, statusLine, summaryFacts, timingFacts } from './flow-facts.ts';
import { formatInstant } from './format.ts';

test('lines', () => {
  const body = { size: 0, captured: 0, truncated: false };
  const request = { method: 'GET', scheme: 'http', host: 'a', port: 80, path: '/', url: 'http://a/', httpVersion: 'HTTP/1.1', headers: [], trailers: [], body };
  expect(requestLine(request)).toBe('GET http://a/ HTTP/1.1');
  expect(statusLine({ status: 200, reason: '', httpVersion: 'HTTP/2', headers: [], trailers: [], body })).toBe('HTTP/2 200');
});

test('facts that there are', () => {
  const at = '2026-11-25T09:00:00.5Z';
  expect(timingFacts({ id: '', type: 'tcp', state: 'open', revision: 1, mode: '', producer: '', startedAt: at, client: { address: '', port: 0 } })).toEqual([['Started', formatInstant(at)]]);
  expect(connectionFacts({ address: '10.0.0.1', port: 1, ip: '10.0.0.1' })).toEqual([['Address', '10.0.0.1:1'], ['TLS', 'none']]);
  expect(connectionFacts({ address: '10.0.0.1', port: 1 }, true)).toEqual([['Address', '10.0.0.1:1'], ['TLS', 'handshake failed']]);
  const tls = { version: 'TLSv1.3', cipher: '', sni: 'a', certificate: { subject: 'CN=a', issuer: '', notAfter: at, names: ['a', 'b'] } };
  const peer = { address: 'a', port: 1, ip: '10.0.0.1', tls };
  expect(connectionFacts(peer)).toEqual([['Address', 'a:1'], ['IP', '10.0.0.1'], ['TLS', 'TLSv1.3'], ['SNI', 'a']]);
  const facts = (now: string): unknown => certificateFacts(peer, new Date(now));
  expect(facts('2026-11-22T00:00:00Z')).toEqual([['Subject', 'CN=a'], ['Valid until', `${formatInstant(at)} (in 3 days)`], ['Names', 'a, b']]);
  expect(facts('2026-11-28T10:00:00Z')).toContainEqual(['Valid until', `${formatInstant(at)} (expired 3 days ago)`]);
  const now = new Date(at);
  expect([certificateFacts({ address: 'a', port: 1 }, now), certificateFacts(undefined, now)]).toEqual([[], []]);
});

test('a summary', () => {
  const flow: FlowJson = {
    id: '', type: 'http', state: 'complete', revision: 1, mode: 'regular', producer: '', startedAt: '', durationMs: 12, client: { address: '', port: 0 },
    server: { address: 'a', port: 1, tls: { version: 'TLSv1.3', cipher: '' } },
    response: { status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: [], trailers: [], body: { size: 2048, captured: 0, truncated: true } },
  };
  expect(summaryFacts(flow)).toEqual(['HTTP/1.1', '2.0 KB', '12 ms', 'TLSv1.3', 'regular']);
});
