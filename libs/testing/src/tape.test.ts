import { CLIENT, ProxyError, SERVER, type RequestHead } from '@weir/core';
import { Playbook, Tape } from './index.ts';

const { conn } = new Playbook();
const request: RequestHead = { method: 'GET', scheme: 'http', host: 'a', port: 80, path: '/', httpVersion: 'HTTP/1.1', headers: ['a', 'b'] };
const response = { status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: [] };

test('keeps what is said, bodies and trailers by their side', () => {
  const tape = new Tape();
  const tap = tape.flow(conn, 'http');
  tap.request(request);
  tap.body(CLIENT, Buffer.from('he'));
  tap.body(CLIENT, Buffer.from('llo'));
  tap.trailers(CLIENT, ['t', 'v']);
  tap.response(response);
  tap.message(SERVER, 'text', Buffer.from('hi'));
  tap.end();
  expect(tape.flows).toEqual([{
    type: 'http', request, response, body: { client: 'hello' }, trailers: { client: ['t', 'v'] }, messages: [{ from: 'server', kind: 'text', text: 'hi' }], outcome: 'complete',
  }]);
  expect(tape.violations).toEqual([]);
});

test('copies headers and bytes: they are borrowed', () => {
  const tape = new Tape();
  const headers = ['a', 'b'];
  const bytes = Buffer.from('one');
  const tap = tape.flow(conn, 'http');
  tap.request({ ...request, headers });
  tap.message(CLIENT, 'data', bytes);
  headers[1] = 'changed';
  bytes.fill(0);
  expect(tape.flows[0]).toMatchObject({ request: { headers: ['a', 'b'] }, messages: [{ text: 'one' }] });
});

test('a flow that fails has the error\'s code for its outcome', () => {
  const tape = new Tape();
  tape.flow(conn, 'tcp').fail(new ProxyError('reset', 'gone'));
  expect(tape.flows[0]?.outcome).toBe('reset');
});

test.each<[string, RegExp]>([
  ['request', /request after/], ['response', /response after/], ['body', /body after/], ['message', /message after/], ['trailers', /trailers after/], ['end', /end after/], ['fail', /fail after/],
])('%s after the end is a violation, and changes nothing', (call, says) => {
  const tape = new Tape();
  const tap = tape.flow(conn, 'http');
  tap.end();
  const calls: Record<string, () => void> = {
    request: () => tap.request(request), response: () => tap.response(response), body: () => tap.body(CLIENT, Buffer.from('x')), end: () => tap.end(),
    message: () => tap.message(CLIENT, 'data', Buffer.from('x')), trailers: () => tap.trailers(CLIENT, []), fail: () => tap.fail(new ProxyError('reset', 'x')),
  };
  calls[call]?.();
  expect(tape.violations).toEqual([expect.stringMatching(says)]);
  expect(tape.flows).toEqual([{ type: 'http', body: {}, messages: [], trailers: {}, outcome: 'complete' }]);
});

test('two requests, or two responses, of one flow are a violation', () => {
  const tape = new Tape();
  const tap = tape.flow(conn, 'http');
  for (let i = 0; i < 2; i++) {
    tap.request(request);
    tap.response(response);
  }
  expect(tape.violations).toEqual(['tap.request twice for one flow', 'tap.response twice for one flow']);
});
