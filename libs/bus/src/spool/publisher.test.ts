import { Away } from '../../test/away.ts';
import { FaultyFiles } from '../../test/faulty-files.ts';
import { spoolFolder } from '../../test/spool-folder.ts';
import type { BatchMessage, Settled } from '../bus.ts';
import { deliveryContract, publish, publisherContract, range, soon, turns, type MakeBus } from '../../test/publisher-contract.ts';
import { memoryBus } from '../memory/memory-bus.ts';
import { spooledPublisher, type SpooledPublisher } from './publisher.ts';
import type { SpoolEvent } from './spool-event.ts';
import { openSpool, type Spool, type SpoolOptions } from './spool.ts';

const folder = spoolFolder();
const clock = { nowMs: () => 5000 };
const open = (options: Partial<SpoolOptions> = {}): Promise<Spool> => openSpool({ directory: folder.path, limitBytes: 1024 * 1024, clock, ...options });

const inFront = (options: Partial<SpoolOptions>): MakeBus => async ({ maxPendingBytes, redeliverMs }) => {
  const bus = memoryBus({ maxPendingBytes, redeliverMs });
  const publisher = spooledPublisher({ publisher: bus.publisher, spool: await open(options) });
  return {
    publisher,
    consumer: bus.consumer,
    close: async () => {
      await publisher.close();
      await bus.consumer.stop();
    },
  };
};

deliveryContract('a spool in front of a bus', inFront({}));
publisherContract('a spool that has no room is as the bus behind it', inFront({ limitBytes: 0, maxWaitingBytes: 0 }));

const ids = (numbers: readonly number[]): string[] => numbers.map((n) => `epoch:${n}`);

async function rig(options: Partial<SpoolOptions> = {}): Promise<{ nats: Away; spool: Spool; publisher: SpooledPublisher; events: SpoolEvent[] }> {
  const nats = new Away();
  const events: SpoolEvent[] = [];
  const spool = await open({ onEvent: (event) => events.push(event), ...options });
  return { nats, spool, publisher: spooledPublisher({ publisher: nats, spool }), events };
}

test('what the publisher refuses is committed on disk, and sent in order with its ids when it takes batches again, outage after outage', async () => {
  const { nats, publisher, spool } = await rig({ segmentBytes: 200 });
  for (const outage of range(3)) {
    nats.isAway = true;
    const ends = range(40).map((n) => publish(publisher, outage * 50 + n, 4));
    while (ends.filter((end) => end.committed).length < 35) await turns();
    // The five that were in flight before it refused still are.
    expect(ends.map((end) => end.committed)).toEqual(range(40).map((n) => n < 5 ? undefined : true));
    expect(folder.segments().length).toBeGreaterThan(3);
    expect([publisher.pendingBytes, spool.stats().batches]).toEqual([20 + 4, 35]);
    nats.back();
    // More comes while it is sent: behind it.
    for (const n of range(10)) {
      publish(publisher, outage * 50 + 40 + n, 4);
      await turns();
    }
    await publisher.flush(soon());
    await publisher.drained(soon());
    expect(nats.seen).toEqual(ids(range((outage + 1) * 50)));
    expect(spool.stats()).toMatchObject({ batches: 0 });
  }
  expect(nats.payloads[7]).toBe('\x07'.repeat(4));
  // Nothing is spooled any more.
  publish(publisher, 200, 4);
  expect(spool.isEmpty).toBe(true);
  await publisher.flush(soon());
  await publisher.close();
  expect(folder.segments()).toEqual([]);
});

test('an orderly end while it is away keeps all for the next start, in order', async () => {
  const first = await rig();
  first.nats.isAway = true;
  const ends = range(20).map((n) => publish(first.publisher, n, 4));
  await first.publisher.close();
  await first.publisher.close();
  expect(ends.map((end) => [end.committed, end.calls])).toEqual(range(20).map(() => [true, 1]));
  expect([first.publisher.pendingBytes, publish(first.publisher, 20, 4).taken]).toEqual([0, false]);

  // And once more: what was sent and did not end is still there.
  const second = await rig();
  second.nats.isAway = true;
  publish(second.publisher, 20, 4);
  while (second.publisher.pendingBytes < 24) await turns();
  await second.publisher.close();

  const third = await rig();
  publish(third.publisher, 21, 4);
  await third.publisher.drained(soon());
  expect(third.nats.seen).toEqual(ids(range(22)));
  await third.publisher.close();
});

test('flush waits for what is on its way to the disk and to the publisher, not for the spool to be empty', async () => {
  const { nats, publisher } = await rig();
  nats.isAway = true;
  const ends = range(8).map((n) => publish(publisher, n, 4));
  await expect(publisher.flush(AbortSignal.timeout(20))).rejects.toThrow();
  nats.back();
  nats.isAway = true;
  await publisher.flush(soon());
  expect(ends.map((end) => end.committed)).toEqual(range(8).map(() => true));
  await expect(publisher.drained(AbortSignal.timeout(10))).rejects.toThrow();
  await expect(publisher.drained(AbortSignal.abort(new Error('now')))).rejects.toThrow('now');
  nats.back();
  await publisher.drained(soon());
  await publisher.close();
});

test('a batch that will never be taken: its own loss when it goes straight through, an event when it is in the spool', async () => {
  const { nats, publisher, events } = await rig();
  for (const id of ids([1, 7])) nats.refuses.add(id);
  nats.isAway = true;
  const ends = range(10).map((n) => publish(publisher, n, 4));
  nats.back();
  await publisher.drained(soon());
  expect([ends[1]!.committed, ends[1]!.reason, ends[7]!.committed]).toEqual([false, 'too-large', true]);
  expect(events).toEqual([{ type: 'refused', id: 'epoch:7', firstSeq: 7, lastSeq: 7, reason: 'too-large' }]);
  expect(nats.seen).toEqual(ids([0, 2, 3, 4, 5, 6, 8, 9]));
  await publisher.close();
});

test('is tight from half of the limit on; a batch beyond the limit is taken and lost, and says why', async () => {
  const { nats, publisher } = await rig({ limitBytes: 1000 });
  nats.isAway = true;
  const tight: boolean[] = [];
  const ends = range(12).map((n) => {
    const end = publish(publisher, n, 20);
    tight.push(publisher.isTight);
    return end;
  });
  await expect(publisher.flush(AbortSignal.timeout(20))).rejects.toThrow();
  expect(tight).toEqual(range(12).map((n) => n >= 9));
  nats.maxPendingBytes = 0;
  const many = range(20).map((n) => publish(publisher, 100 + n, 20));
  while (many.at(-1)!.calls === 0) await turns();
  expect([many.at(-1)!.taken, many.at(-1)!.committed, many.at(-1)!.reason]).toEqual([true, false, 'spool-full']);
  expect(ends.slice(1).every((end) => end.committed)).toBe(true);
  await publisher.close();
});

test('of batches that wait for the disk there are so many bytes at most; more is not taken, until they are written', async () => {
  const files = new FaultyFiles();
  const { nats, publisher } = await rig({ files, maxWaitingBytes: 100 });
  nats.maxPendingBytes = 0;
  files.hold();
  const ends = [publish(publisher, 1, 10), publish(publisher, 2, 10), publish(publisher, 3, 10)];
  expect([ends.map(({ taken }) => taken), publisher.pendingBytes]).toEqual([[true, true, false], 20]);
  await turns();
  expect(ends.map(({ calls }) => calls)).toEqual([0, 0, 0]);
  files.release();
  await publisher.flush(soon());
  expect([ends.map(({ calls }) => calls), publish(publisher, 3, 10).taken]).toEqual([[1, 1, 0], true]);
  await publisher.close();
});

test('a disk that fails: batches are lost as `spool-failed`, and the next goes straight through where it can', async () => {
  const files = new FaultyFiles();
  const { nats, publisher, events } = await rig({ files });
  nats.isAway = true;
  files.faults.set('write', 'ENOSPC');
  const ends = range(7).map((n) => publish(publisher, n, 4));
  while (ends[6]!.calls === 0) await turns();
  expect([ends[5]!.reason, ends[6]!.reason, events.map(({ type }) => type)]).toEqual(['spool-failed', 'spool-failed', ['write-failed']]);
  nats.back();
  publish(publisher, 7, 4);
  await publisher.flush(soon());
  expect(nats.seen).toEqual(ids([0, 1, 2, 3, 4, 7]));
  await publisher.drained(soon());
  await publisher.close();
});

test('a batch that went straight through and was given up is sent again from the spool', async () => {
  const inFlight: { batch: BatchMessage; settled: Settled }[] = [];
  const crashing = {
    isTight: false, pendingBytes: 0, publish: (batch: BatchMessage, settled: Settled) => inFlight.push({ batch, settled }) > 0, flush: () => Promise.resolve(), close: () => Promise.resolve(),
  };
  const publisher = spooledPublisher({ publisher: crashing, spool: await open() });
  const end = publish(publisher, 1, 4);
  inFlight.shift()!.settled(false, 'collector-crash');
  while (inFlight.length === 0) await turns();
  expect(inFlight.map(({ batch }) => [batch.id, Buffer.from(batch.payload)])).toEqual([['epoch:1', Buffer.of(1, 1, 1, 1)]]);
  inFlight[0]!.settled(true);
  await publisher.drained(soon());
  expect([end.committed, end.calls]).toEqual([true, 1]);
  await publisher.close();
});
