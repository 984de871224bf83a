import { factBits } from './columns.ts';
import { hostNameOf, isError, latencyOf, type Counted } from './counted.ts';

const exchange: Counted = {
  started_us: 1, duration_us: 5, type: 1, facts: factBits.response, status: 200, mode: 'regular', host: 'example.com', server: '10.0.0.1:80', method: 'GET', error: null,
  request_bytes: 0, response_bytes: 0,
};

test('an error is a failure or an answer of 5xx', () => {
  expect([{}, { status: 499 }, { status: 500 }, { error: 'reset' }, { status: null }].map((change) => isError({ ...exchange, ...change }))).toEqual([false, false, true, true, false]);
});

test('exchanges that have ended have a latency, WebSockets and connections have none', () => {
  const { response, noResponse, websocket } = factBits;
  const changes = [{}, { facts: noResponse }, { duration_us: 0 }, { duration_us: null }, { facts: response | websocket }, { facts: 0 }];
  expect(changes.map((change) => latencyOf({ ...exchange, ...change }))).toEqual([5, 5, 0, undefined, undefined, undefined]);
});

test.each([
  ['2001:db8::1', '10.0.0.1:80', '2001:db8::1'],
  ['', '10.0.0.1:80', ''],
  [null, '10.0.0.1:80', '10.0.0.1'],
  [null, '[2001:db8::1]:443', '2001:db8::1'],
  [null, null, ''],
])('host %j, server %j: %j', (host, server, name) => {
  expect(hostNameOf({ ...exchange, host, server })).toBe(name);
});
