import { CLIENT, ProxyError, SERVER, type Side, type Tap } from '@weir/core';
import { connection, get, ok, redactor, rig, type Rig } from '../test/fakes.ts';

const bytes = (text: string): Buffer => Buffer.from(text);
/** Reads every body that ends with a dot, and writes it in capitals. */
const capitals = redactor({
  holds: (headers) => headers.includes('X-Held'),
  body: (_side, _headers, parts) => {
    const text = Buffer.concat(parts).toString();
    return text.endsWith('.') ? [bytes(text.toUpperCase())] : undefined;
  },
});

function begin({ recorder }: Rig, side: Side = SERVER): Tap {
  const tap = recorder.flow(connection(), 'http');
  tap.request(side === CLIENT ? { ...get, headers: ['X-Held', '1'] } : get);
  tap.response(side === SERVER ? { ...ok, headers: ['X-Held', '1'] } : ok);
  return tap;
}

test.each([CLIENT, SERVER] as const)('a body that is held goes out redacted, at its end (side %i)', (side) => {
  const on = rig({ redact: capitals });
  const tap = begin(on, side);
  tap.body(side, bytes('a '));
  tap.body(side === CLIENT ? SERVER : CLIENT, bytes('other'));
  tap.body(side, bytes('b.'));
  tap.end();
  on.time.pass(5);
  const { request, response } = on.bus.flows[0]!;
  const [held, other] = side === CLIENT ? [request!.body!, response!.body!] : [response!.body!, request!.body!];
  expect([Buffer.from(held.data).toString(), held.size, held.captured, held.truncated]).toEqual(['A B.', 4, 4, false]);
  expect(Buffer.from(other.data).toString()).toBe('other');
  expect(on.recorder.stats().heldBytes).toBe(0);
});

test('of a flow that is published while it is open, nothing of the body is', () => {
  const on = rig({ redact: capitals });
  const tap = begin(on);
  tap.body(SERVER, bytes('a '));
  on.time.pass(1300);
  expect(on.bus.flows[0]!.response!.body).toMatchObject({ size: 2, captured: 0, truncated: true });
  expect(on.bus.chunks).toEqual([]);
  tap.body(SERVER, bytes('b.'));
  tap.end();
  on.time.pass(5);
  expect(Buffer.from(on.bus.flows[1]!.response!.body!.data).toString()).toBe('A B.');
});

test('a long one is held until it is whole, and then goes out in chunks', () => {
  const on = rig({ redact: capitals });
  const tap = begin(on);
  for (let count = 0; count < 10; count++) tap.body(SERVER, bytes('a'.repeat(20_000)));
  expect(on.bus.chunks).toEqual([]);
  tap.body(SERVER, bytes('.'));
  tap.end();
  on.time.pass(5);
  expect(Buffer.concat(on.bus.chunks.map(({ data }) => data)).toString()).toBe(`${'A'.repeat(200_000)}.`);
  expect(on.bus.chunks.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
  expect(on.bus.flows[0]!.response!.body).toMatchObject({ size: 200_001, captured: 200_001, truncated: false });
  expect(on.bus.flows[0]!.response!.body!.data).toHaveLength(0);
  expect(on.recorder.stats().heldBytes).toBe(0);
});

test.each<[string, object, (tap: Tap) => void, string, number]>([
  ['cannot be read', {}, (tap) => tap.body(SERVER, bytes('secret')), 'redacted-unreadable', 6],
  ['is cut', {}, (tap) => { tap.body(SERVER, bytes('secret')); tap.fail(new ProxyError('reset', 'gone')); }, 'redacted-unreadable', 6],
  ['is longer than is held', { redactBytes: 10 }, (tap) => { tap.body(SERVER, bytes('secret')); tap.body(SERVER, bytes('secret.')); }, 'redacted-unreadable', 13],
  ['is longer than is kept', { bodyBytes: 10 }, (tap) => { tap.body(SERVER, bytes('secret')); tap.body(SERVER, bytes('secret.')); }, 'redacted-unreadable', 10],
])('a body that %s is dropped and counted', (_why, caps, act, reason, lost) => {
  const on = rig({ redact: capitals, caps });
  const tap = begin(on);
  act(tap);
  tap.end();
  on.time.pass(300);
  const body = on.bus.flows[0]!.response!.body!;
  expect([body.captured, body.truncated, body.data.length, on.bus.chunks.length]).toEqual([0, true, 0, 0]);
  expect(on.bus.lost).toEqual([expect.objectContaining({ reason, count: 0, bytes: lost })]);
  expect(on.recorder.stats().heldBytes).toBe(0);
});

test('where nothing is kept of bodies, nothing is lost', () => {
  const on = rig({ redact: capitals, caps: { bodyBytes: 0 } });
  const tap = begin(on);
  tap.body(SERVER, bytes('secret.'));
  tap.end();
  on.time.pass(300);
  expect(on.bus.lost).toEqual([]);
});

test('where memory is tight a held body is dropped, and counted as that', () => {
  const on = rig({ redact: capitals, caps: { memoryBytes: 4000 } });
  const tap = begin(on);
  tap.body(SERVER, bytes('a'.repeat(1500)));
  tap.body(SERVER, bytes('a'.repeat(1500)));
  tap.body(SERVER, bytes('.'));
  tap.end();
  on.time.pass(300);
  expect(on.bus.flows[0]!.response!.body).toMatchObject({ size: 3001, captured: 0, truncated: true });
  expect(on.bus.lost).toEqual([expect.objectContaining({ reason: 'memory-limit', count: 0, bytes: 3001 })]);
});

test('a body for which redaction throws takes its flow with it', () => {
  const on = rig({ redact: redactor({ holds: () => true, body: () => { throw new Error('a bug'); } }) });
  const tap = begin(on);
  tap.body(SERVER, bytes('secret'));
  tap.end();
  on.time.pass(300);
  expect([on.bus.flows, on.bus.chunks]).toEqual([[], []]);
  expect(on.bus.lost).toEqual([expect.objectContaining({ reason: 'capture-fault', count: 1 })]);
  expect(on.recorder.stats().heldBytes).toBe(0);
});
