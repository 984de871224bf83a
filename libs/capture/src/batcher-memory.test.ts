import { createHash, randomBytes } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { embeddedConsumer, embeddedPublisher, memoryBus, type Consumer, type Delivery, type Publisher } from '@weir/bus';
import { SERVER } from '@weir/core';
import { decodeBatch } from '@weir/flow';
import { connection, get, ok } from '../test/fakes.ts';
import { createRecorder } from './recorder.ts';

// Batches lie in memory that is used again: what a consumer reads, now or when it is delivered again, is what was captured.

interface Ends {
  readonly publisher: Publisher;
  readonly consumer: Consumer;
}

function overPorts(): Ends {
  const { port1, port2 } = new MessageChannel();
  return { publisher: embeddedPublisher(port1), consumer: embeddedConsumer(port2, { redeliverMs: 3 }) };
}

const digest = (parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** Puts bodies together again, by flow; copies what it keeps, as a database does. */
class Reader {
  readonly #chunks = new Map<string, Buffer[]>();
  readonly bodies = new Map<string, string>();

  read(payload: Uint8Array): void {
    for (const { kind } of decodeBatch(payload).records) {
      if (kind?.$case === 'chunk') this.#of(kind.value.flow)[kind.value.seq] = Buffer.from(kind.value.data);
      if (kind?.$case === 'flow') this.bodies.set(Buffer.from(kind.value.id).toString('hex'), digest([kind.value.response!.body!.data]));
    }
  }

  /** What flows have in chunks counts, else what is in the record. */
  get digests(): string[] {
    return [...this.bodies].map(([id, inline]) => (this.#chunks.has(id) ? digest(this.#chunks.get(id)!) : inline));
  }

  #of(flow: Uint8Array): Buffer[] {
    const id = Buffer.from(flow).toString('hex');
    const chunks = this.#chunks.get(id) ?? [];
    this.#chunks.set(id, chunks);
    return chunks;
  }
}

test.each([['one thread', () => memoryBus({ redeliverMs: 3 })], ['two threads', overPorts]])('batches that are refused, or met a failure, come again as they were: %s', async (_name, make: () => Ends) => {
  const { publisher, consumer } = make();
  const reader = new Reader();
  let calls = 0;
  consumer.start((batches: readonly Delivery[]) => {
    if (++calls % 3 === 0) throw new Error('the consumer failed');
    batches.forEach((batch, index) => {
      if ((calls + index) % 4 === 0) return batch.nak();
      reader.read(batch.payload);
      batch.ack();
    });
  });
  const recorder = createRecorder({ producer: 'p', publisher, clock: { nowMs: () => performance.now() } });
  const sent: string[] = [];
  for (let n = 0; n < 150; n++) {
    const body = randomBytes(Math.floor(300_000 ** Math.random()));
    const tap = recorder.flow(connection(), 'http');
    tap.request(get);
    tap.response(ok);
    for (let at = 0; at < body.length; at += 50_000) tap.body(SERVER, body.subarray(at, at + 50_000));
    tap.end();
    sent.push(digest([body]));
    if (n % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await recorder.close(AbortSignal.timeout(4000));
  expect(recorder.stats()).toMatchObject({ lost: 0, faults: 0 });
  expect(reader.digests.sort()).toEqual(sent.sort());
  await consumer.stop();
  await publisher.close();
});
