import type { FlowJson } from '@weir/flow';
import { certificateFacts, connectionFacts, requestLine, statusLine, summaryFacts, timingFacts } from './flow-facts.ts';

test('lines', () => {
  const body = { size: 0, captured: 0, truncated: false };
  const request = { method: 'GET', scheme: 'http', host: 'a', port: 80, path: '/', url: 'http://a/', httpVersion: 'HTTP/1.1', headers: [], trailers: [], body };
  expect(requestLine(request)).toBe('GET http://a/ HTTP/1.1');
  expect(statusLine({ status: 200, reason: '', httpVersion: 'HTTP/2', headers: [], trailers: [], body })).toBe('HTTP/2 200');
});

test('facts that there are', () => {
  expect(timingFacts({ id: '', type: 'tcp', state: 'open', revision: 1, mode: '', producer: '', startedAt: 'S', client: { address: '', port: 0 } })).toEqual([['Started', 'S']]);
  expect(connectionFacts({ address: '10.0.0.1', port: 1, ip: '10.0.0.1' })).toEqual([['Address', '10.0.0.1:1'], ['TLS', 'none']]);
  const tls = { version: 'TLSv1.3', cipher: '', sni: 'a', certificate: { subject: 'CN=a', issuer: '', notAfter: 'N', names: ['a', 'b'] } };
  const peer = { address: 'a', port: 1, ip: '10.0.0.1', tls };
  expect(connectionFacts(peer)).toEqual([['Address', 'a:1'], ['IP', '10.0.0.1'], ['TLS', 'TLSv1.3'], ['SNI', 'a']]);
  expect(certificateFacts(peer)).toEqual([['Subject', 'CN=a'], ['Valid until', 'N'], ['Names', 'a, b']]);
  expect([certificateFacts({ address: 'a', port: 1 }), certificateFacts(undefined)]).toEqual([[], []]);
});

test('a summary', () => {
  const flow: FlowJson = {
    id: '', type: 'http', state: 'complete', revision: 1, mode: 'regular', producer: '', startedAt: '', durationMs: 12, client: { address: '', port: 0 },
    server: { address: 'a', port: 1, tls: { version: 'TLSv1.3', cipher: '' } },
    response: { status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: [], trailers: [], body: { size: 2048, captured: 0, truncated: true } },
  };
  expect(summaryFacts(flow)).toEqual(['HTTP/1.1', 'OK', '2.0 KB', '12 ms', 'TLSv1.3', 'regular']);
});
