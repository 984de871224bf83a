import type { FlowJson } from '@weir/flow';
import * as facts from './flow-facts.ts';

const body = { size: 0, captured: 0, truncated: false };
const base = {
  id: '01K00000000000000000000001', state: 'complete', revision: 1, mode: 'regular', producer: 'p', startedAt: '2026-11-24T10:00:00.000000Z',
  client: { address: '10.0.0.7', port: 51234 },
} as const;

function exchange(authority: string | undefined, host = 'target.example', upgrade = ''): FlowJson {
  return {
    ...base, type: 'http',
    request: {
      method: 'GET', scheme: 'http', host, port: 80, path: '/', url: `http://${host}/`, ...(authority === undefined ? {} : { authority }),
      httpVersion: 'HTTP/1.1', headers: [['A', '1'], ['a', '2']], trailers: [], body,
    },
    response: { status: 101, reason: '', httpVersion: 'HTTP/1.1', headers: [['Upgrade', upgrade]], trailers: [], body },
  };
}

test.each([
  ['named.example:8080', 'target.example', 'named.example'],
  ['named.example', 'target.example', 'named.example'],
  ['target.example:80', 'target.example', undefined],
  ['[2001:db8::1]:80', '2001:db8::1', undefined],
  ['[2001:db8::1]', 'target.example', '2001:db8::1'],
  [undefined, 'target.example', undefined],
])('the client named %s for %s', (authority, host, named) => {
  expect(facts.namedHostOf(exchange(authority, host))).toBe(named);
  expect(facts.hostOf(exchange(authority, host))).toBe(host);
});

test('endpoints', () => {
  expect(facts.endpointOf({ address: 'example.com', port: 443 })).toBe('example.com:443');
  expect(facts.endpointOf({ address: '::1', port: 9 })).toBe('[::1]:9');
  expect(facts.endpointOf(undefined)).toBeUndefined();
});

test('a WebSocket is told by its messages or by the switch to it', () => {
  expect(facts.isWebsocket(exchange(undefined, 'a', 'WebSocket'))).toBe(true);
  expect(facts.isWebsocket(exchange(undefined, 'a', 'h2c'))).toBe(false);
  expect(facts.isWebsocket({ ...exchange(undefined), messages: { count: 1, bytes: 1 } })).toBe(true);
  expect(facts.isWebsocket({ ...base, type: 'tcp', messages: { count: 1, bytes: 1 } })).toBe(false);
});

test('headers are lines, in order, and each value of a name is found in either case', () => {
  expect(facts.headerBlockOf(exchange(undefined), 'request')).toBe('A: 1\r\na: 2\r\n');
  expect(facts.valuesOf(exchange(undefined).request!.headers, 'a')).toEqual(['1', '2']);
  expect(facts.headerBlockOf({ ...base, type: 'tcp' }, 'request')).toBeUndefined();
});

test('what a type does not have is undefined', () => {
  const tcp: FlowJson = { ...base, type: 'tcp' };
  expect([facts.urlOf(tcp), facts.hostOf(tcp), facts.namedHostOf(tcp), facts.methodOf(tcp), facts.responseOf(tcp), facts.dnsTextOf(tcp, 'request')])
    .toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
});
