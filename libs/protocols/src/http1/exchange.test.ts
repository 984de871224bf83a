import { CLIENT, ProxyError, SERVER, type Connection } from '@weir/core';
import { exampleOrigin, Playbook } from '@weir/testing';
import { originRoute } from '../../test/parts.ts';
import { Exchange } from './exchange.ts';
import { parseRequestHead } from './head.ts';
import { TargetFinder } from './target-finder.ts';

function exchange(text: string): { book: Playbook; exchange: Exchange } {
  const book = new Playbook({ destination: exampleOrigin });
  const head = parseRequestHead(`${text}\r\n\r\n`);
  const route = { ...originRoute, form: head.form === 'authority' ? 'absolute' as const : 'origin' as const };
  const target = new TargetFinder(book.conn, route).find(head);
  return { book, exchange: new Exchange(book.conn, book.recorder, { head, target, text: head.text, keepsServer: false }) };
}
const get = 'GET /a HTTP/1.1\r\nHost: b';

test('states what was accepted, when it is recorded', () => {
  const { book, exchange: one } = exchange(get);
  book.expectFlows();
  one.record();
  book.expectFlows({ type: 'http', request: { method: 'GET', authority: 'b', scheme: 'http', host: 'b', port: 80, path: '/a', httpVersion: 'HTTP/1.1', headers: ['Host', 'b'] } });
});

test('a CONNECT is recorded only where it fails', () => {
  const { book, exchange: one } = exchange('CONNECT a:443 HTTP/1.1');
  one.record();
  book.expectFlows();
  one.fail(new ProxyError('connect-refused', 'x'));
  book.expectFlows({ type: 'http', outcome: 'connect-refused' });
});

test('the flow of what is answered here knows no server, whatever leg is there', () => {
  const book = new Playbook({ destination: exampleOrigin, serverOpen: true });
  const head = parseRequestHead(`${get}\r\n\r\n`);
  const target = new TargetFinder(book.conn, originRoute).find(head);
  const told: Connection[] = [];
  const recorder = { flow: (conn: Connection, type: 'http') => (told.push(conn), book.recorder.flow(conn, type)) } as never;
  for (const here of [true, false]) new Exchange(book.conn, recorder, { head, target: { ...target, here }, text: head.text, keepsServer: false }).record();
  expect(told.map(({ id, client, server }) => [id, client, server])).toEqual([[book.conn.id, book.conn.client, undefined], [book.conn.id, book.conn.client, book.conn.server]]);
});

test('what could not be read is a flow without a request', () => {
  const book = new Playbook();
  const one = new Exchange(book.conn, book.recorder);
  expect([one.last, one.method, one.connect, one.upgrade, one.retryable]).toEqual([true, '', false, false, false]);
  one.fail(new ProxyError('protocol-violation', 'x'));
  expect(book.flows).toMatchObject([{ type: 'http', outcome: 'protocol-violation' }]);
  expect(book.flows[0]).not.toHaveProperty('request');
});

test('ends once: the first of complete and fail counts, content after it does not', () => {
  const { book, exchange: one } = exchange(get);
  expect([one.body(CLIENT, Buffer.from('ab')), one.body(SERVER, Buffer.from('c')), one.body(CLIENT, Buffer.from('d'))]).toEqual([2, 1, 3]);
  one.complete();
  one.fail(new ProxyError('reset', 'x'));
  one.complete();
  one.body(CLIENT, Buffer.from('late'));
  book.expectFlows({ outcome: 'complete', body: { client: 'abd', server: 'c' } });
  expect(book.violations).toEqual([]);
});

test.each([
  [get, { last: false, retryable: true, upgrade: false }],
  ['HEAD / HTTP/1.1\r\nHost: b\r\nConnection: close', { last: true, retryable: true }],
  ['GET / HTTP/1.0', { last: true }], ['GET / HTTP/1.0\r\nConnection: keep-alive', { last: false }],
  ['POST / HTTP/1.1\r\nHost: b', { retryable: false }], ['GET / HTTP/1.1\r\nHost: b\r\nContent-Length: 1', { retryable: false }],
  ['GET / HTTP/1.1\r\nHost: b\r\nUpgrade: websocket', { upgrade: true, retryable: false }],
])('%j', (text, want) => {
  expect(exchange(text).exchange).toMatchObject(want);
});

test.each([
  ['a GET', get, false], ['a CONNECT', 'CONNECT a:443 HTTP/1.1', false], ['close', `${get}\r\nConnection: close`, true], ['content', `${get}\r\nContent-Length: 1`, true],
  ['no content', `${get}\r\nContent-Length: 0`, false], ['chunks', `${get}\r\nTransfer-Encoding: chunked`, true], ['HTTP/1.0 that would go on', 'GET /a HTTP/1.0\r\nConnection: keep-alive', true],
])('%s: whether an answer of ours ends its connection', (_what, text, ends) => {
  expect(exchange(text).exchange.endsIfWeAnswer).toBe(ends);
});
