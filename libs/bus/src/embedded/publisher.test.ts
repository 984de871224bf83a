import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { publish, range, soon, turns } from '../../test/publisher-contract.ts';
import { embeddedConsumer } from './consumer.ts';
import { embeddedPublisher, type EmbeddedPublisher } from './publisher.ts';

test('transfers a payload that owns its buffer, copies one that does not', async () => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1);
  const whole = new Uint8Array(32);
  const part = new Uint8Array(32).subarray(8);
  const pooled = Buffer.from('from the pool');
  for (const payload of [whole, part, pooled]) publisher.publish({ id: 'e:1', firstSeq: 1, lastSeq: 1, payload }, () => undefined);
  expect([whole.length, part.length, pooled.toString()]).toEqual([0, 24, 'from the pool']);
  port2.close();
  await publisher.close();
});

test('a payload that fills half of its memory takes that along, and it comes back', async () => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1);
  embeddedConsumer(port2).start((batches) => batches.forEach((batch) => batch.ack()));
  const memories: (number | undefined)[] = [];
  for (const payload of [new Uint8Array(new ArrayBuffer(64), 0, 32), new Uint8Array(new ArrayBuffer(64), 0, 31)]) {
    publisher.publish({ id: 'e:1', firstSeq: 1, lastSeq: 1, payload }, (_committed, _reason, memory) => memories.push(memory?.byteLength));
  }
  expect(publisher.pendingBytes).toBe(64 + 31);
  await publisher.flush(soon());
  expect(memories).toEqual([64, 31]);
  await publisher.close();
});

test('a port that closes settles what was sent; what comes after waits for the next port', async () => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1, { maxPendingBytes: 100 });
  const sent = publish(publisher, 1, 10);
  port2.close();
  await once(port1, 'close');
  expect([sent.committed, sent.reason]).toEqual([false, 'collector-crash']);

  const waiting = publish(publisher, 2, 60);
  const beyond = publish(publisher, 3, 60);
  expect([waiting.taken, beyond.taken, publisher.pendingBytes]).toEqual([true, false, 60]);
  const seen = attach(publisher);
  await publisher.flush(soon());
  expect([seen, waiting.committed]).toEqual([[2], true]);
  await publisher.close();
});

test('a port that is replaced is read until it closes', async () => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1);
  const ends = [publish(publisher, 1, 4), publish(publisher, 2, 4)];
  port2.postMessage({ numbers: [0], memories: [] });
  publisher.detach();
  publisher.detach();
  const waiting = publish(publisher, 3, 4);
  const seen = attach(publisher);
  while (waiting.calls === 0) await turns();
  expect(publisher.pendingBytes).toBe(4);
  port2.close();
  await publisher.flush(soon());
  expect(ends.map((end) => [end.committed, end.reason])).toEqual([[true, undefined], [false, 'collector-crash']]);
  expect(seen).toEqual([3]);
  await publisher.close();
});

test('a port that was closed before it is given loses what it is sent, and no more', async () => {
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
  test('commits over threads, survives the crash of the worker, and goes on with the next', async () => {
    let { worker, port } = collector();
    const publisher = embeddedPublisher(port);
    const ends = range(40).map((n) => publish(publisher, n, 100));
    await publisher.flush(soon());
    expect(ends.every((end) => end.committed)).toBe(true);

    const silent = publish(publisher, 77, 10);
    const deadly = publish(publisher, 66, 10);
    await once(worker, 'exit');
    const between = publish(publisher, 5, 10);
    while (deadly.calls === 0) await turns();
    expect([silent.reason, deadly.reason]).toEqual(['collector-crash', 'collector-crash']);

    ({ worker, port } = collector());
    publisher.replacePort(port);
    const after = publish(publisher, 6, 10);
    await publisher.flush(soon());
    // `between` was sent to a port whose end was not known yet, or waited: either is right, silence is not.
    expect([between.calls, after.committed, after.calls]).toEqual([1, true, 1]);
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
