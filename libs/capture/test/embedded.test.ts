import { MessageChannel } from 'node:worker_threads';
import { embeddedConsumer, embeddedPublisher } from '@weir/bus';
import { SERVER } from '@weir/core';
import { decodeBatch } from '@weir/flow';
import { createRecorder } from '../src/index.ts';
import { connection, get, ok } from './fakes.ts';

test('over the embedded bus: what is captured arrives, goodbye last', async () => {
  const { port1, port2 } = new MessageChannel();
  const publisher = embeddedPublisher(port1);
  const memories = new Set<string>();
  const kinds: (string | undefined)[] = [];
  embeddedConsumer(port2).start((batches) => batches.forEach((batch) => {
    memories.add(batch.payload.buffer[Symbol.toStringTag]);
    kinds.push(...decodeBatch(batch.payload).records.map(({ kind }) => kind?.$case));
    batch.ack();
  }));
  const recorder = createRecorder({ producer: 'test', publisher, clock: { nowMs: () => performance.timeOrigin + performance.now() } });
  for (let n = 0; n < 250; n++) {
    const tap = recorder.flow(connection(), 'http');
    tap.request(get);
    tap.response(ok);
    tap.body(SERVER, Buffer.alloc(3000, n));
    tap.end();
  }
  await recorder.close(AbortSignal.timeout(2000));
  expect(recorder.stats()).toEqual({ captured: 250, published: 250, lost: 0, openFlows: 0, heldBytes: 0, faults: 0 });
  expect([kinds.length, kinds.at(-1), new Set(kinds).size]).toEqual([251, 'goodbye', 2]);
  expect([...memories]).toEqual(['SharedArrayBuffer']);
  await publisher.close();
});
