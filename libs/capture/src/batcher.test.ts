import { SERVER } from '@weir/core';
import { checkAccounts, connection, FakePublisher, get, ok, rig, type Rig } from '../test/fakes.ts';

function exchange({ recorder }: Rig, body = Buffer.alloc(0)): void {
  const tap = recorder.flow(connection(), 'http');
  tap.request(get);
  tap.response(ok);
  tap.body(SERVER, body);
  tap.end();
}

test('batches are cut at 100 records, and number on', () => {
  const on = rig();
  for (let n = 0; n < 250; n++) exchange(on);
  expect(on.bus.batches.map(({ firstSeq, records }) => [firstSeq, records.length])).toEqual([[1, 100], [101, 100]]);
  on.time.pass(5);
  expect(on.bus.committed.map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq])).toEqual([[1, 100], [101, 200], [201, 250]]);
});

test('batches are cut at 256 KiB', () => {
  const on = rig();
  for (let n = 0; n < 20; n++) exchange(on, Buffer.alloc(60_000));
  const sizes = on.bus.committed.map(({ payload }) => payload.length);
  expect(sizes).toHaveLength(4);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(256 * 1024);
  expect(Math.max(...sizes)).toBeLessThan(320 * 1024);
});

test('one timer serves a batch, not a record', () => {
  const on = rig();
  const before = on.time.set;
  for (let n = 0; n < 199; n++) exchange(on);
  expect(on.time.set - before).toBe(1);
  on.time.pass(5);
  expect(on.bus.committed).toHaveLength(2);
});

test('a payload is at the beginning of memory of its own, made by the publisher where it has a wish', () => {
  const sharing = Object.assign(new FakePublisher(), { allocate: (bytes: number) => new Uint8Array(new SharedArrayBuffer(bytes)) });
  for (const bus of [new FakePublisher(), sharing]) {
    const on = rig({ publisher: bus });
    exchange(on);
    on.time.pass(5);
    const { payload } = bus.committed[0]!;
    expect([payload.byteOffset, payload.buffer instanceof SharedArrayBuffer]).toEqual([0, bus === sharing]);
  }
});

test('the memory of a batch that has ended is used again', () => {
  const on = rig();
  on.bus.prompt = false;
  const memories: ArrayBufferLike[] = [];
  for (let n = 0; n < 6; n++) {
    for (let body = 0; body < 5; body++) exchange(on, Buffer.alloc(60_000));
    on.time.pass(5);
    const { batch, settled } = on.bus.waiting.pop()!;
    memories.push(batch.payload.buffer);
    settled(n % 2 === 0, 'tried', batch.payload.buffer);
  }
  expect(new Set(memories).size).toBe(2);
});

test('a batch that is refused is lost with its numbers, and reported when there is room', async () => {
  const on = rig();
  on.bus.limit = 0;
  for (let n = 0; n < 150; n++) exchange(on);
  on.time.pass(5);
  expect(on.recorder.stats()).toMatchObject({ captured: 150, published: 0, lost: 150 });
  on.bus.limit = Infinity;
  on.time.pass(250);
  // Among the numbers is that of the report which the second batch carried of the first.
  expect(on.bus.lost).toEqual([{
    reason: 'bus-full', count: 150, firstSeq: 1, lastSeq: 151, bytes: expect.any(Number),
    fromUs: 1_795_427_200_000_250, untilUs: 1_795_427_200_005_250,
  }]);
  exchange(on);
  await on.recorder.close(new AbortController().signal);
  expect(checkAccounts(on.bus, on.recorder)).toBe(1);
});

test('a batch that is given up later is lost too, with the reason of the bus', async () => {
  const on = rig();
  on.bus.prompt = false;
  for (let n = 0; n < 300; n++) exchange(on);
  on.bus.settle(false, 'collector-crash', 1);
  on.bus.settle(false, undefined, 1);
  await on.recorder.close(new AbortController().signal);
  expect(on.bus.lost.map(({ reason, count, firstSeq, lastSeq }) => [reason, count, firstSeq, lastSeq])).toEqual([
    ['collector-crash', 100, 101, 200], ['bus-failed', 100, 201, 300],
  ]);
  expect(checkAccounts(on.bus, on.recorder)).toBe(100);
});

test('a loss whose report is lost is reported again', async () => {
  const on = rig();
  on.bus.limit = 0;
  exchange(on);
  on.time.pass(5);
  on.time.pass(1000);
  on.bus.limit = Infinity;
  on.bus.prompt = false;
  on.time.pass(250);
  on.bus.settle(false, 'collector-crash');
  await on.recorder.close(new AbortController().signal);
  expect(on.bus.lost.map(({ reason, count }) => [reason, count])).toEqual([['bus-full', 1], ['collector-crash', 0]]);
  checkAccounts(on.bus, on.recorder);
});

test('a bus that settles twice is believed once', () => {
  const on = rig();
  on.bus.prompt = false;
  exchange(on);
  on.time.pass(5);
  const { settled } = on.bus.waiting[0]!;
  on.bus.settle(true);
  settled(false);
  settled(true);
  expect(on.recorder.stats()).toMatchObject({ captured: 1, published: 1, lost: 0 });
});

test('a record that no batch can hold is counted', async () => {
  const on = rig();
  const tap = on.recorder.flow(connection(), 'http');
  tap.request({ ...get, headers: ['X', 'x'.repeat(5 * 1024 * 1024)] });
  tap.end();
  exchange(on);
  await on.recorder.close(new AbortController().signal);
  expect(on.bus.lost).toEqual([expect.objectContaining({ reason: 'too-large', count: 1, firstSeq: 1, lastSeq: 1 })]);
  expect(checkAccounts(on.bus, on.recorder)).toBe(1);
});
