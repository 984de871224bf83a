import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { publish, range, soon, turns } from '../../test/publisher-contract.ts';
import { embeddedConsumer } from './consumer.ts';
import type { AckMail, BatchMail } from './messages.ts';
import { embeddedPublisher, type EmbeddedPublisher } from './publisher.ts';

test("memory that it makes is shared with the consumer, and the publisher's again afterwards", async () => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1);
  const memory = publisher.allocate(64);
  const seen: Uint8Array[] = [];
  embeddedConsumer(port2).start((batches) => batches.forEach((batch) => {
    // Written there, and read here: nothing was copied.
    memory[1] = 9;
    seen.push(Uint8Array.from(batch.payload));
    batch.ack();
  }));
  const ends: unknown[] = [];
  publisher.publish({ id: 'e:1', firstSeq: 1, lastSeq: 1, payload: memory.subarray(0, 3) }, (...end) => ends.push(end));
  expect(publisher.pendingBytes).toBe(64);
  await publisher.flush(soon());
  expect([seen, ends]).toEqual([[Uint8Array.of(0, 9, 0)], [[true, undefined, memory.buffer]]]);
  await publisher.close();
});

test('a payload in other memory is copied and stays whose it is', async () => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1);
  const seen: string[] = [];
  const consumer = embeddedConsumer(port2);
  const ends: unknown[] = [];
  const large = Buffer.alloc(500_000, 'l');
  for (const payload of [Buffer.from('from the pool'), new Uint8Array(32).subarray(8), large]) {
    publisher.publish({ id: 'e:1', firstSeq: 1, lastSeq: 1, payload }, (...end) => ends.push(end));
    payload.fill(1);
  }
  expect(publisher.pendingBytes).toBe(13 + 24 + 500_000);
  consumer.start((batches) => batches.forEach((batch) => {
    seen.push(String(Buffer.from(batch.payload)));
    batch.ack();
  }));
  await publisher.flush(soon());
  expect(seen).toEqual(['from the pool', '\0'.repeat(24), 'l'.repeat(500_000)]);
  expect(ends).toEqual([[true, undefined, undefined], [true, undefined, undefined], [true, undefined, undefined]]);
  await publisher.close();
});

describe('a port that closes', () => {
  test('leaves what was not acknowledged, and what comes after, to the next one, in their order', async () => {
    const { port1, port2 } = new MessageChannel();
    const publisher = embeddedPublisher(port1, { maxPendingBytes: 100 });
    const sent = publish(publisher, 1, 10);
    port2.close();
    await once(port1, 'close');
    const waiting = publish(publisher, 2, 60);
    const beyond = publish(publisher, 3, 60);
    expect([sent.calls, waiting.taken, beyond.taken, publisher.pendingBytes]).toEqual([0, true, false, 70]);
    const seen = attach(publisher);
    await publisher.flush(soon());
    expect([seen, sent.committed, waiting.committed]).toEqual([[1, 2], true, true]);
    await publisher.close();
  });

  test('puts all under suspicion: the next collector is sent one at a time, and nothing beside it', async () => {
    const { port1, port2 } = new MessageChannel();
    const publisher = embeddedPublisher(port1);
    const ends = [1, 2, 3].map((n) => publish(publisher, n, 4));
    port2.close();
    await once(port1, 'close');
    const next = new MessageChannel();
    const mail: BatchMail[] = [];
    next.port2.on('message', (one: BatchMail) => mail.push(one));
    publisher.replacePort(next.port1);
    ends.push(publish(publisher, 4, 4));
    await turns();
    expect(mail.map(({ payload }) => payload[0])).toEqual([1]);
    next.port2.postMessage({ numbers: [mail[0]!.number] } satisfies AckMail);
    await turns();
    expect(mail.map(({ payload }) => payload[0])).toEqual([1, 2]);

    // 2 was there both times: it is given up. 3 was there once, and 4 never.
    next.port2.close();
    await once(next.port1, 'close');
    expect(ends.map(({ committed, reason }) => [committed, reason])).toEqual([[true, undefined], [false, 'collector-crash'], [undefined, undefined], [undefined, undefined]]);
    const seen = attach(publisher);
    await publisher.flush(soon());
    expect([seen, publisher.pendingBytes]).toEqual([[3, 4], 0]);
    await publisher.close();
  });
});

test('a port that is replaced is read until it closes; what it has not acknowledged by then goes to the next one', async () => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1);
  const ends = [publish(publisher, 1, 4), publish(publisher, 2, 4)];
  port2.postMessage({ numbers: [0] });
  publisher.detach();
  publisher.detach();
  const waiting = publish(publisher, 3, 4);
  const seen = attach(publisher);
  while (waiting.calls === 0) await turns();
  expect([seen, publisher.pendingBytes]).toEqual([[3], 4]);
  port2.close();
  await publisher.flush(soon());
  expect([seen, ends.map((end) => end.committed)]).toEqual([[3, 2], [true, true]]);
  await publisher.close();
});

test('a collector that has ended before it is sent anything is no crash of a batch', async () => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1);
  const end = publish(publisher, 1, 4);
  port2.close();
  await once(port1, 'close');
  for (let flaps = 0; flaps < 3; flaps++) {
    const next = new MessageChannel();
    next.port2.close();
    await once(next.port1, 'close');
    publisher.replacePort(next.port1);
  }
  expect(end.calls).toBe(0);
  const seen = attach(publisher);
  await publisher.flush(soon());
  expect([seen, end.committed]).toEqual([[1], true]);
  await publisher.close();
});

test('a port that was closed before it is given leaves what it is sent to the next one', async () => {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  await once(port1, 'close');
  const publisher = embeddedPublisher(port1);
  const end = publish(publisher, 1, 4);
  await turns();
  expect(end.calls).toBe(0);
  const seen = attach(publisher);
  await publisher.flush(soon());
  expect([seen, end.committed]).toEqual([[1], true]);
  await publisher.close();
});

test('a closed publisher closes a port it is offered', async () => {
  const { port1 } = new MessageChannel();
  const publisher = embeddedPublisher(port1);
  await publisher.close();
  const next = new MessageChannel();
  publisher.replacePort(next.port1);
  publisher.detach();
  await once(next.port2, 'close');
});

describe('with a worker', () => {
  test('commits over threads, survives the crash of the worker, and loses only the batch that makes workers crash', async () => {
    let { worker, port } = collector();
    const publisher = embeddedPublisher(port);
    const ends = range(40).map((n) => publish(publisher, n, 100));
    await publisher.flush(soon());
    expect(ends.every((end) => end.committed)).toBe(true);

    const deadly = publish(publisher, 66, 10);
    await once(worker, 'exit');
    const between = publish(publisher, 5, 10);
    await turns();

    ({ worker, port } = collector());
    publisher.replacePort(port);
    const beside = publish(publisher, 6, 10);
    await once(worker, 'exit');
    while (deadly.calls === 0) await turns();
    expect([deadly.committed, deadly.reason]).toEqual([false, 'collector-crash']);

    ({ worker, port } = collector());
    publisher.replacePort(port);
    await publisher.flush(soon());
    expect([between, beside].map(({ committed, calls }) => [committed, calls])).toEqual([[true, 1], [true, 1]]);
    await publisher.close();
    await once(worker, 'exit');
  });
});

function collector(): { worker: Worker; port: import('node:worker_threads').MessagePort } {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('../../test/collector-worker.ts', import.meta.url), { workerData: { port: port2 }, transferList: [port2] });
  return { worker, port: port1 };
}

function attach(publisher: EmbeddedPublisher): number[] {
  const { port1, port2 } = new MessageChannel();
  const seen: number[] = [];
  embeddedConsumer(port2).start((batches) => batches.forEach((batch) => {
    seen.push(batch.payload[0]!);
    batch.ack();
  }));
  publisher.replacePort(port1);
  return seen;
}
