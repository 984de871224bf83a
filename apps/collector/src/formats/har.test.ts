import type { FlowJson, MessageJson } from '@weir/flow';
import { aFlow, idOf } from '../../test/fake-store.ts';
import type { Carried } from './export-format.ts';
import { har } from './har.ts';

const exchange: FlowJson = {
  ...aFlow(1),
  durationMs: 12.5,
  server: { address: 'example.com', port: 80, ip: '93.184.216.34' },
  request: {
    method: 'POST', scheme: 'http', host: 'example.com', port: 80, path: '/a?b=c%20d&e', url: 'http://example.com/a?b=c%20d&e', httpVersion: 'HTTP/1.1',
    headers: [['Cookie', 'one=1; two=a=b'], ['content-type', 'application/json']], trailers: [], body: { size: 7, captured: 7, truncated: false },
  },
  response: {
    status: 302, reason: 'Found', httpVersion: 'HTTP/1.1', headers: [['Location', '/next'], ['Set-Cookie', 'sid=x; HttpOnly'], ['Content-Type', 'text/plain']],
    trailers: [], body: { size: 30, captured: 30, truncated: false },
  },
};

function carrying(request: Uint8Array | undefined, response: Uint8Array | undefined, messages: readonly MessageJson[] = []): Carried {
  const body = (side: string) => {
    const bytes = side === 'request' ? request : response;
    return bytes === undefined ? undefined : { bytes, truncated: false };
  };
  return { body, decoded: (side) => Promise.resolve(body(side)), messages: () => messages };
}

/** The entry as a reader gets it. */
async function entryOf(flow: FlowJson, carried = carrying(undefined, undefined)) {
  const text = `${har.head}${(await har.write(flow, carried))!}${har.tail}`;
  const { log } = JSON.parse(text);
  expect(log).toMatchObject({ version: '1.2', creator: { name: 'Weir' }, entries: [{ cache: {} }] });
  return log.entries[0];
}

test('an exchange, whole', async () => {
  const entry = await entryOf(exchange, carrying(Buffer.from('{"a":1}'), Buffer.from('moved, moved, moved, moved, moved, moved')));
  expect(entry).toEqual({
    _id: idOf(1), startedDateTime: '2026-11-24T10:00:00.000000Z', time: 12.5, cache: {}, serverIPAddress: '93.184.216.34',
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 12.5, receive: 0 },
    request: {
      method: 'POST', url: 'http://example.com/a?b=c%20d&e', httpVersion: 'HTTP/1.1', headersSize: -1, bodySize: 7,
      cookies: [{ name: 'one', value: '1' }, { name: 'two', value: 'a=b' }],
      headers: [{ name: 'Cookie', value: 'one=1; two=a=b' }, { name: 'content-type', value: 'application/json' }],
      queryString: [{ name: 'b', value: 'c d' }, { name: 'e', value: '' }],
      postData: { mimeType: 'application/json', params: [], text: '{"a":1}' },
    },
    response: {
      status: 302, statusText: 'Found', httpVersion: 'HTTP/1.1', redirectURL: '/next', headersSize: -1, bodySize: 30,
      cookies: [{ name: 'sid', value: 'x', httpOnly: true, secure: false }],
      headers: [{ name: 'Location', value: '/next' }, { name: 'Set-Cookie', value: 'sid=x; HttpOnly' }, { name: 'Content-Type', value: 'text/plain' }],
      content: { size: 40, compression: 10, mimeType: 'text/plain', text: 'moved, moved, moved, moved, moved, moved' },
    },
  });
});

test('bodies that are no text, and that were captured in part', async () => {
  const flow = { ...exchange, response: { ...exchange.response!, body: { size: 99, captured: 2, truncated: true } } };
  const { request, response } = await entryOf(flow, carrying(Uint8Array.of(0), Uint8Array.of(255, 254)));
  expect(request.postData).toEqual({ mimeType: 'application/json', params: [], text: 'AA==', _encoding: 'base64' });
  expect(response.content).toMatchObject({ text: '//4=', encoding: 'base64', comment: 'captured in part: 2 of 99 bytes' });
});

test('a bomb is written as far as it was decoded', async () => {
  const bomb = { bytes: Buffer.alloc(100), truncated: true };
  const carried: Carried = { ...carrying(undefined, undefined), decoded: () => Promise.resolve(bomb) };
  const { response } = await entryOf(exchange, carried);
  expect(response.content).toMatchObject({ size: 100, comment: 'decoded in part: 100 bytes' });
});

test('an exchange that failed has an answer of status 0, and says why', async () => {
  const { response: _response, ...failed } = exchange;
  const entry = await entryOf({ ...failed, state: 'error', error: { code: 'connect-refused', message: 'nobody there' } });
  expect(entry).toMatchObject({ _error: 'connect-refused: nobody there', response: { status: 0, headers: [], content: { size: 0 } } });
});

test('messages of a WebSocket, as Chrome has them', async () => {
  const messages: MessageJson[] = [
    { seq: 0, at: '2026-11-24T10:00:01.500000Z', from: 'client', kind: 'text', size: 2, data: 'aGk=' },
    { seq: 1, at: '2026-11-24T10:00:02.000000Z', from: 'server', kind: 'binary', size: 1, data: '/w==' },
  ];
  const flow = { ...exchange, messages: { count: 2, bytes: 3 } };
  const second = Date.parse('2026-11-24T10:00:02Z') / 1000;
  expect(await entryOf(flow, carrying(undefined, undefined, messages))).toMatchObject({
    _resourceType: 'websocket',
    _webSocketMessages: [{ type: 'send', time: second - 0.5, opcode: 1, data: 'hi' }, { type: 'receive', time: second, opcode: 2, data: '/w==' }],
  });
  const long = Array.from({ length: 20 }, () => ({ ...messages[1]!, data: 'A'.repeat(1024 * 1024) }));
  const cut = await entryOf(flow, carrying(undefined, undefined, long));
  expect([cut.comment, cut._webSocketMessages.length]).toEqual(['the first 16 messages', 16]);
});

test('what is no HTTP request has no place', async () => {
  expect(await har.write({ ...exchange, type: 'udp' }, carrying(undefined, undefined))).toBeUndefined();
});
