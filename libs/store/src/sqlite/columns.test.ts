import { decodeBatch, type FlowRecord, type wire } from '@weir/flow';
import { aFlow, aRequest, aResponse, noonUs, Producer } from '../../test/records.ts';
import { columnNames, columnsOf as columnsOfFlow, factBits, valuesOf } from './columns.ts';

function columnsOf(change: Partial<FlowRecord>): Record<string, unknown> {
  const { kind } = decodeBatch(new Producer().flows(aFlow(1, change))).records[0]!;
  const values = valuesOf(columnsOfFlow((kind as { readonly value: wire.Flow }).value));
  return Object.fromEntries(columnNames.map((name, i) => [name, values[i]]));
}

test('of an exchange', () => {
  const request = aRequest({ host: 'target', authority: 'named:80', body: { size: 7, captured: 0, parts: [] } });
  expect(columnsOf({ request, response: aResponse({ headers: ['CONTENT-TYPE', 'image/png'] }) })).toEqual({
    revision: 1, started_us: noonUs + 1000, duration_us: 10_000, type: 1, state: 2, facts: factBits.response | factBits.asset, status: 200, mode: 'regular',
    host: 'target', named: 'named', method: 'GET', error: null, url: 'http://target/a', client: '10.0.0.7:51234', server: 'example.com:80',
    request_bytes: 7, response_bytes: 5,
  });
});

test('of a flow that has little', () => {
  expect(columnsOf({ type: 'tcp', state: 'error', endedAtUs: 0, server: undefined, request: undefined, response: undefined, error: { code: 'reset', message: '' } }))
    .toMatchObject({ duration_us: null, facts: 0, status: null, host: null, named: null, method: null, error: 'reset', url: null, server: null, request_bytes: 0 });
});

test.each([
  ['no response', { response: undefined }, factBits.noResponse],
  ['a WebSocket', { response: aResponse({ status: 101, headers: ['upgrade', 'WebSocket'] }) }, factBits.response | factBits.websocket],
  ['another protocol', { response: aResponse({ status: 101, headers: ['upgrade', 'h2c'] }) }, factBits.response],
  ['messages', { messages: { count: 1, bytes: 1 } }, factBits.response | factBits.websocket],
])('facts: %s', (_name, change, facts) => {
  expect(columnsOf(change)).toMatchObject({ facts });
});

test('an end before the start, as a clock that was set back gives it, took no time', () => {
  expect(columnsOf({ endedAtUs: 1 })).toMatchObject({ duration_us: 0 });
});
