import { CLIENT, ProxyError, SERVER, type Side } from '@weir/core';
import type { wire } from '@weir/flow';
import { connection, get, ok, rig, type Rig } from '../test/fakes.ts';

/** Passes `pieces` through one exchange and returns its flow with what the chunks of each side add up to. */
function pass({ recorder, bus, time }: Rig, side: Side, pieces: readonly Uint8Array[]): { body: wire.Body; chunks: wire.Chunk[]; whole: Buffer } {
  const tap = recorder.flow(connection(), 'http');
  tap.request(get);
  tap.response(ok);
  for (const piece of pieces) tap.body(side, piece);
  tap.end();
  time.pass(5);
  const flow = bus.flows.at(-1)!;
  const body = (side === CLIENT ? flow.request!.body : flow.response!.body)!;
  const chunks = bus.chunks.filter((chunk) => chunk.side === side && Buffer.compare(chunk.flow, flow.id) === 0);
  return { body, chunks, whole: Buffer.concat([...chunks.map(({ data }) => data), body.data]) };
}

function pieces(count: number, length: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.alloc(length, index + 1));
}

test('heads are as the handler gave them: octets, order, case, trailers', () => {
  const { recorder, bus, time } = rig();
  const tap = recorder.flow(connection(), 'http');
  tap.request(get);
  tap.trailers(CLIENT, ['A', '1']);
  tap.response(ok);
  tap.trailers(SERVER, ['B', '2', 'B', '3']);
  tap.end();
  time.pass(5);
  const { request, response } = bus.flows[0]!;
  const text = (headers: readonly wire.Header[]): string[] => headers.map(({ name, value }) => `${Buffer.from(name).toString('latin1')}: ${Buffer.from(value).toString('latin1')}`);
  expect([text(request!.headers), text(request!.trailers)]).toEqual([['Host: example.com', 'X-Odd: caf\xe9'], ['A: 1']]);
  expect(text(response!.trailers)).toEqual(['B: 2', 'B: 3']);
  expect({ ...request, method: Buffer.from(request!.method).toString(), path: Buffer.from(request!.path).toString() }).toMatchObject({
    method: 'GET', scheme: 'http', port: 80, path: '/a?b', httpVersion: 'HTTP/1.1', body: { size: 0, captured: 0, truncated: false },
  });
  expect(response!.startedAtUs).toBe(1_795_427_200_000_250);
});

test('a short body is in its flow, copied when it came', () => {
  const piece = Buffer.from('hello ');
  const { recorder, bus, time } = rig();
  const tap = recorder.flow(connection(), 'http');
  tap.request(get);
  tap.body(CLIENT, piece);
  piece.fill(0);
  tap.body(CLIENT, Buffer.from('world'));
  tap.end();
  time.pass(5);
  const body = bus.flows[0]!.request!.body!;
  expect([Buffer.from(body.data).toString(), body.size, body.captured, body.truncated]).toEqual(['hello world', 11, 11, false]);
});

test.each([[1, 65536], [64, 1024], [16, 4096]])('64 KiB in %i pieces of %i stay in the flow', (count, length) => {
  const { body, chunks } = pass(rig(), SERVER, pieces(count, length));
  expect([chunks.length, body.data.length, body.captured]).toEqual([0, 65536, 65536]);
});

test('a body that says it is a long one goes out from its first piece on, where that is not short; a short piece is collected', () => {
  for (const [first, sent] of [[20_000, [20_000, 10_000, 40_000]], [4000, [14_000, 56_000]]] as const) {
    const { recorder, bus, time } = rig();
    const tap = recorder.flow(connection(), 'http');
    tap.request(get);
    tap.response({ ...ok, headers: ['content-length', '70000'] });
    const all = [Buffer.alloc(first, 1), Buffer.alloc(10_000, 2), Buffer.alloc(60_000 - first, 3)];
    for (const piece of all) tap.body(SERVER, piece);
    tap.end();
    time.pass(5);
    expect(bus.chunks.map(({ data }) => data.length)).toEqual(sent);
    expect(Buffer.concat(bus.chunks.map(({ data }) => data)).equals(Buffer.concat(all))).toBe(true);
  }
});

test.each([[65, 1024], [3, 65536], [5, 20_000], [1, 300_000], [200, 777], [1, 65537]])('more goes out in chunks: %i pieces of %i', (count, length) => {
  const all = pieces(count, length);
  const { body, chunks, whole } = pass(rig(), SERVER, all);
  expect(whole.equals(Buffer.concat(all))).toBe(true);
  expect([body.size, body.captured, body.data.length, body.truncated]).toEqual([count * length, count * length, 0, false]);
  expect(chunks.map(({ seq }) => seq)).toEqual(chunks.map((_, index) => index));
  expect(Math.max(...chunks.map(({ data }) => data.length))).toBeLessThanOrEqual(65536);
  expect(chunks.length).toBeLessThanOrEqual(Math.ceil((count * length) / 32768) + 1);
});

test('a flow holds at most 64 KiB of each side while a long body passes', () => {
  const { recorder } = rig({ caps: { bodyBytes: Infinity } });
  const tap = recorder.flow(connection(), 'http');
  tap.request(get);
  let most = 0;
  for (const piece of pieces(2000, 1500)) {
    tap.body(SERVER, piece);
    tap.body(CLIENT, piece);
    most = Math.max(most, recorder.stats().heldBytes);
  }
  expect(most).toBeLessThan(2 * 65536 + 256 * 1024 + 70_000);
});

test.each([[10, 'x'.repeat(10)], [0, ''], [Infinity, 'x'.repeat(30)]])('with a limit of %p a body is cut there and counted on', (limit, kept) => {
  const { body, whole } = pass(rig({ caps: { bodyBytes: limit } }), CLIENT, [Buffer.from('xxxx'), Buffer.from('x'.repeat(20)), Buffer.from('xxxxxx')]);
  expect([whole.toString(), body.size, body.captured, body.truncated]).toEqual([kept, 30, kept.length, kept.length < 30]);
});

test('a limit above 64 KiB cuts within the chunks', () => {
  const { body, whole } = pass(rig({ caps: { bodyBytes: 100_000 } }), SERVER, pieces(10, 15_000));
  expect([whole.length, body.size, body.captured, body.truncated]).toEqual([100_000, 150_000, 100_000, true]);
});

test('messages are chunks, numbered over both sides, with their time and size', () => {
  const { recorder, bus, time } = rig();
  const tap = recorder.flow(connection(), 'tcp');
  tap.message(CLIENT, 'data', Buffer.from('ping'));
  time.pass(1);
  tap.message(SERVER, 'text', Buffer.from('pong!'));
  tap.message(SERVER, 'binary', Buffer.alloc(0));
  tap.end();
  time.pass(5);
  expect(bus.chunks.map(({ kind, side, seq, data, atUs, messageKind, size }) => [kind, side, seq, Buffer.from(data).toString(), atUs, messageKind, size])).toEqual([
    [2, 0, 0, 'ping', 1_795_427_200_000_250, 3, 4],
    [2, 1, 1, 'pong!', 1_795_427_200_001_250, 1, 5],
    [2, 1, 2, '', 1_795_427_200_001_250, 2, 0],
  ]);
  expect(bus.flows[0]).toMatchObject({ type: 2, messages: { count: 3, bytes: 9 } });
});

test('messages of a side share the limit of a body; beyond it they are counted alone', () => {
  const { recorder, bus, time } = rig({ caps: { bodyBytes: 10, messageBytes: 6 } });
  const tap = recorder.flow(connection(), 'udp');
  for (const length of [4, 8, 3, 5]) tap.message(CLIENT, 'data', Buffer.alloc(length));
  tap.message(SERVER, 'data', Buffer.alloc(8));
  tap.end();
  time.pass(5);
  expect(bus.chunks.map(({ side, seq, data, size }) => [side, seq, data.length, size])).toEqual([[0, 0, 4, 4], [0, 1, 6, 8], [1, 4, 6, 8]]);
  expect(bus.flows[0]!.messages).toEqual({ count: 5, bytes: 28 });
});

test('an http flow carries messages when it became a WebSocket', () => {
  const { recorder, bus, time } = rig();
  const tap = recorder.flow(connection(), 'http');
  tap.request(get);
  tap.response({ ...ok, status: 101 });
  tap.message(CLIENT, 'text', Buffer.from('hi'));
  tap.end();
  time.pass(5);
  expect(bus.flows[0]).toMatchObject({ type: 1, response: { status: 101 }, messages: { count: 1, bytes: 2 } });
});

test('only the first request, response and end count; calls after the end do nothing', () => {
  const { recorder, bus, time, faults } = rig();
  const tap = recorder.flow(connection(), 'http');
  tap.request(get);
  tap.request({ ...get, path: '/second' });
  tap.response(ok);
  tap.response({ ...ok, status: 500 });
  tap.end();
  tap.fail(new ProxyError('reset', 'late'));
  tap.end();
  tap.request(get);
  tap.response(ok);
  tap.body(SERVER, Buffer.from('late'));
  tap.message(SERVER, 'data', Buffer.from('late'));
  tap.trailers(SERVER, ['late', 'x']);
  time.pass(3000);
  expect([bus.flows.length, bus.chunks.length, faults]).toEqual([1, 0, []]);
  expect(bus.flows[0]).toMatchObject({ state: 2, response: { status: 200, body: { size: 0 } } });
  expect(Buffer.from(bus.flows[0]!.request!.path).toString()).toBe('/a?b');
  expect(recorder.stats()).toMatchObject({ openFlows: 0, heldBytes: 0, captured: 1 });
});

test('the proxy on the way is named, without its credentials; its address is not the server\'s', () => {
  const { recorder, bus, time } = rig();
  const conn = connection();
  conn.server = { address: { host: 'example.com', port: 443 }, state: 'open', via: { scheme: 'https', address: { host: '::1', port: 3128 }, credentials: { user: 'u', password: 'secret' }, forward: true } };
  const tap = recorder.flow(conn, 'http');
  tap.request(get);
  tap.response(ok);
  // The next request goes elsewhere.
  conn.server = { address: { host: 'other.example', port: 80 }, state: 'open' };
  tap.end();
  time.pass(5);
  expect(bus.flows[0]!.server).toMatchObject({ address: 'example.com', port: 443, via: 'https://[::1]:3128', ip: '' });
  expect(Buffer.from(JSON.stringify(bus.flows)).includes('secret')).toBe(false);
});
