import { SERVER, type Tap } from '@weir/core';
import { checkAccounts, connection, get, ok, rig, type Rig } from './fakes.ts';

const bound = 1024 * 1024;

function begin({ recorder }: Rig): Tap {
  const tap = recorder.flow(connection(), 'http');
  tap.request(get);
  tap.response(ok);
  return tap;
}

test('from half of the bound on bodies are cut short, and the bytes counted', async () => {
  const on = rig({ caps: { memoryBytes: bound } });
  const taps = Array.from({ length: 20 }, () => begin(on));
  for (const tap of taps) tap.body(SERVER, Buffer.alloc(50_000));
  expect(on.recorder.stats().heldBytes).toBeLessThan(bound / 2 + 50_000);
  for (const tap of taps) {
    tap.body(SERVER, Buffer.alloc(1000));
    tap.end();
  }
  await on.recorder.close(new AbortController().signal);
  expect(checkAccounts(on.bus, on.recorder)).toBe(20);
  const bodies = on.bus.flows.map((flow) => flow.response!.body!);
  const missing = bodies.reduce((sum, { size, captured }) => sum + size - captured, 0);
  expect(bodies.every(({ size, captured, truncated, data }) => size === 51_000 && truncated === captured < size && data.length === captured)).toBe(true);
  expect(missing).toBeGreaterThan(0);
  expect(on.bus.lost.map(({ reason, count, firstSeq }) => [reason, count, firstSeq])).toContainEqual(['memory-limit', 0, 0]);
  expect(on.bus.lost.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(missing);
});

test('after a gap nothing more of a body is kept, also when there is room again', () => {
  const on = rig({ caps: { memoryBytes: bound } });
  const tap = begin(on);
  tap.body(SERVER, Buffer.from('kept'));
  on.bus.pendingBytes = bound / 2;
  tap.body(SERVER, Buffer.from('gap'));
  on.bus.pendingBytes = 0;
  tap.body(SERVER, Buffer.from('after'));
  tap.end();
  on.time.pass(5);
  const { size, captured, data } = on.bus.flows[0]!.response!.body!;
  expect([size, captured, Buffer.from(data).toString()]).toEqual([12, 4, 'kept']);
});

test('messages are dropped from half of the bound on, with gaps in their numbers', () => {
  const on = rig({ caps: { memoryBytes: bound } });
  const tap = on.recorder.flow(connection(), 'tcp');
  for (const [text, pending] of [['a', 0], ['bb', bound / 2], ['ccc', bound / 2], ['d', 0]] as const) {
    on.bus.pendingBytes = pending;
    tap.message(SERVER, 'data', Buffer.from(text));
  }
  tap.end();
  on.time.pass(300);
  expect(on.bus.chunks.map(({ seq }) => seq)).toEqual([0, 3]);
  expect(on.bus.flows[0]!.messages).toEqual({ count: 4, bytes: 7 });
  expect(on.bus.lost).toEqual([expect.objectContaining({ reason: 'memory-limit', count: 0, bytes: 5 })]);
});

test('over the bound flows are dropped and counted with their numbers', async () => {
  const on = rig({ caps: { memoryBytes: bound } });
  begin(on).end();
  on.time.pass(5);
  const early = begin(on);
  on.bus.pendingBytes = bound + 1;
  early.end();
  for (let n = 0; n < 10; n++) begin(on).end();
  on.time.pass(5);
  expect(on.recorder.stats()).toMatchObject({ captured: 12, lost: 11, openFlows: 0 });
  on.bus.pendingBytes = 0;
  begin(on).end();
  await on.recorder.close(new AbortController().signal);
  expect(on.bus.lost).toEqual([expect.objectContaining({ reason: 'memory-limit', count: 11, firstSeq: 2, lastSeq: 12 })]);
  expect(checkAccounts(on.bus, on.recorder)).toBe(2);
});

test('heads alone cannot pass the bound, however many and long', async () => {
  const on = rig({ caps: { memoryBytes: bound } });
  const headers = ['X', 'x'.repeat(60_000)];
  const taps: Tap[] = [];
  let most = 0;
  for (let n = 0; n < 100; n++) {
    const tap = on.recorder.flow(connection(), 'http');
    tap.request({ ...get, headers });
    tap.response({ ...ok, headers });
    tap.trailers(SERVER, headers);
    tap.body(SERVER, Buffer.alloc(1000));
    tap.message(SERVER, 'data', Buffer.alloc(1000));
    taps.push(tap);
    most = Math.max(most, on.recorder.stats().heldBytes);
  }
  for (let n = 0; n < 5000; n++) taps.push(on.recorder.flow(connection(), 'tcp'));
  most = Math.max(most, on.recorder.stats().heldBytes);
  expect(most).toBeLessThanOrEqual(bound + 512);
  on.time.pass(2000);
  for (const tap of taps) tap.end();
  await on.recorder.close(new AbortController().signal);
  expect(checkAccounts(on.bus, on.recorder)).toBeGreaterThan(0);
  expect(on.recorder.stats()).toMatchObject({ heldBytes: 0, openFlows: 0, faults: 0 });
});
