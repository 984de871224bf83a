import type { FlowJson, MessageJson } from '@weir/flow';
import { Redaction } from '@weir/redaction';
import { DryRun, type StoredParts } from './dry-run.ts';

const rules = { headers: ['cookie', 'authorization'], query: ['token'], json: ['$..pin'] };
const open = (): DryRun => new DryRun((onFinding) => new Redaction({ ...rules, onFinding }), 1000);
const body = (captured: number) => ({ size: captured, captured, truncated: false });
const exchange = (more: object = {}): FlowJson => ({
  id: '1', type: 'http',
  request: { method: 'POST', path: '/?token=1', headers: [['Cookie', 'a=1; b=2'], ['Content-Type', 'application/json']], trailers: [], body: body(9) },
  response: { status: 200, reason: '', headers: [['Content-Type', 'text/plain']], trailers: [], body: body(9) },
  ...more,
}) as unknown as FlowJson;

function parts(request: string, response: string, messages: readonly Partial<MessageJson>[] = [], truncated = false): StoredParts & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    body: async (side) => {
      asked.push(side);
      return { bytes: Buffer.from(side === 'request' ? request : response), truncated };
    },
    async *messages() {
      yield* messages as MessageJson[];
    },
  };
}

const found = async (flow: FlowJson, stored: StoredParts) => {
  const { values, dropped } = await open().look(flow, stored);
  return [...values.map(({ where, rule, count }) => `${where}: ${rule} ${count}`), ...dropped.map(({ where, bytes, count }) => `${where}: dropped ${count}, ${bytes} bytes`)];
};

test('tells places, rules and numbers', async () => {
  expect(await found(exchange(), parts('{"pin":1,"a":[{"pin":2}]}', '[{"pin":3}]'))).toEqual([
    'request path: redact_query token 1', 'request header cookie: redact_headers cookie 2', 'request body: redact_json $..pin 2', 'response body: redact_json $..pin 1',
  ]);
});

test('what is hashed already is no finding', async () => {
  const hash = `weir:k123456:${'x'.repeat(22)}`;
  const flow = exchange({ request: { path: `/?token=${hash}`, headers: [['Authorization', `Bearer ${hash}`], ['Cookie', `a=${hash}`]], trailers: [], body: body(9) } });
  expect(await found(flow, parts(`{"pin":"${hash}"}`, 'text'))).toEqual([]);
});

test('what could not be read would be dropped', async () => {
  const http = exchange({ request: { ...exchange().request, path: '/', headers: [['content-type', 'application/json']] } });
  expect(await found(http, parts('{"pin"', 'text'))).toEqual(['request body: dropped 1, 9 bytes']);
  expect(await found(http, parts('{"pin":1}', '{"pin":1}', [], true))).toEqual(['request body: dropped 1, 9 bytes', 'response body: dropped 1, 9 bytes']);
  expect(await found(http, parts(`[${' '.repeat(1000)}]`, 'text'))).toEqual(['request body: dropped 1, 9 bytes']);
});

test('only bodies that may hold something are asked for', async () => {
  const stored = parts('', '');
  await found(exchange({ request: { ...exchange().request, headers: [['content-type', 'image/png']] }, response: { ...exchange().response, body: body(0) } }), stored);
  expect(stored.asked).toEqual([]);
});

test('messages of a WebSocket', async () => {
  const data = (text: string, size = text.length): Partial<MessageJson> => ({ from: 'client', kind: 'text', size, data: Buffer.from(text).toString('base64') });
  const stored = parts('', '', [data('{"pin":1}'), data('{"pin":2}'), data('{"pin"'), { ...data('{', 10), from: 'server' }, data('', 3)]);
  const upgraded = exchange({ request: undefined, response: undefined, messages: { count: 5, bytes: 40 } });
  expect(await found(upgraded, stored)).toEqual(['client message: redact_json $..pin 2', 'client message: dropped 1, 6 bytes', 'server message: dropped 1, 10 bytes']);
  expect(await found({ ...upgraded, type: 'tcp' }, stored)).toEqual([]);
});

test('userinfo, authority and the message of an error', async () => {
  const flow = exchange({ request: { path: 'http://u:p@a/', authority: 'u:p@a', headers: [], trailers: [], body: body(0) }, response: undefined, error: { code: 'reset', message: 'u:p' } });
  expect(await found(flow, parts('', ''))).toEqual(['request path: redact_headers authorization 1', 'request authority: redact_headers authorization 1']);
});
