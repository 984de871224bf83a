import type { FlowFacts, Outcome } from '@weir/testing';
import { sameOutcome } from './same-outcome.ts';

const flow = (outcome: string, body = 'hello'): FlowFacts => ({ type: 'http', body: { client: body }, messages: [], trailers: {}, outcome });
const play = (toServer: string, ...flows: FlowFacts[]): Outcome => ({ toClient: '', toServers: [toServer], orders: [['close']], flows });

test('the same is the same', () => {
  sameOutcome(play('x', flow('complete')), play('x', flow('complete')));
});

test('without a failure nothing may differ', () => {
  expect(() => sameOutcome(play('x', flow('complete')), play('xy', flow('complete')))).toThrow();
  expect(() => sameOutcome(play('x', flow('complete', 'a')), play('x', flow('complete', 'ab')))).toThrow();
});

test('before a failure one may have had more than the other, not something else', () => {
  sameOutcome(play('xy', flow('reset', 'ab')), play('x', flow('reset', 'a')));
  expect(() => sameOutcome(play('xy', flow('reset')), play('z', flow('reset')))).toThrow(/to server 0/);
  expect(() => sameOutcome(play('x', flow('reset', 'ab')), play('x', flow('reset', 'ac')))).toThrow(/body of request 0/);
});

test('how it failed, what was ordered, and flows that did not fail stay the same', () => {
  expect(() => sameOutcome(play('x', flow('reset')), play('x', flow('internal')))).toThrow();
  expect(() => sameOutcome({ ...play('x', flow('reset')), orders: [] }, play('x', flow('reset')))).toThrow();
  expect(() => sameOutcome(play('x', flow('complete', 'a'), flow('reset')), play('x', flow('complete', 'ab'), flow('reset')))).toThrow();
});

test('which of two faults was named does not count, the status does', () => {
  const page = (status: string, why: string): Outcome => ({ ...play('', flow('protocol-violation')), toClient: `HTTP/1.1 ${status}\r\nServer: weir\r\nContent-Length: 9\r\n\r\n<html>${why}</html>\n` });
  sameOutcome(page('400 Bad Request', 'one'), page('400 Bad Request', 'two'));
  expect(() => sameOutcome(page('400 Bad Request', 'one'), page('431 Too Large', 'one'))).toThrow(/to the client/);
});
