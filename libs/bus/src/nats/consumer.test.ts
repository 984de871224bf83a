import { jetstreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { NatsServer } from '@weir/testing';
import type { Delivery } from '../bus.ts';
import { dropStream, linkTo, makeStream, on, stream } from '../../test/nats.ts';
import { range, turns, until } from '../../test/publisher-contract.ts';
import { natsConsumer, type NatsConsumerOptions } from './consumer.ts';

let server: NatsServer;
beforeAll(async () => { server = await NatsServer.start(); });
beforeEach(() => makeStream(server));
afterEach(() => dropStream(server));
afterAll(() => server[Symbol.asyncDispose]());

const publish = (to: NatsServer, bytes: readonly number[]): Promise<void> => on(to, async (connection) => {
  for (const byte of bytes) connection.publish('weir.v1.flows.0.test', Uint8Array.of(byte));
  await connection.flush();
});

/** A collector that keeps what it is given, and acknowledges while `takes`. */
function collect(from: NatsServer, options: Partial<NatsConsumerOptions> = {}) {
  const { link } = linkTo(from);
  const troubles: (string | undefined)[] = [];
  const consumer = natsConsumer({ link, stream, redeliverMs: 10, onTrouble: (reason) => troubles.push(reason), ...options });
  const collector = {
    seen: [] as number[],
    held: [] as Delivery[],
    takes: true,
    troubles,
    redelivered: () => consumer.redelivered,
    start: () => consumer.start((batches) => {
      for (const batch of batches) {
        collector.seen.push(batch.payload[0]!);
        if (collector.takes) batch.ack();
        else collector.held.push(batch);
      }
    }),
    stop: async () => {
      await consumer.stop();
      await link.close();
    },
  };
  return collector;
}

const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

test('two collectors share what there is; what one has not acknowledged at its end the other gets soon', async () => {
  // What is on its way to the one that ends comes again when its time is up; of what is given back nats-server 2.9 forgets one now and then until then.
  await on(server, async (connection) => { await (await jetstreamManager(connection)).consumers.update('WEIR_FLOWS', 'collector', { ack_wait: nanos(1_000) }); });
  await publish(server, range(100));
  const [one, two] = [collect(server, { maxPending: 8 }), collect(server, { maxPending: 8 })];
  one.takes = false;
  one.start();
  await until(() => one.held.length === 8);
  expect(one.redelivered()).toBe(0);
  two.start();
  await until(() => two.seen.length >= 84);
  expect([one.seen.length, new Set([...one.seen, ...two.seen]).size]).toEqual([8, one.seen.length + two.seen.length]);
  await one.stop();
  await until(() => new Set(two.seen).size >= 100);
  expect(sorted([...new Set(two.seen)])).toEqual(range(100));
  expect(two.redelivered()).toBeGreaterThanOrEqual(8);
  await two.stop();
});

test('takes no more than it may hold, and goes on as it is acknowledged', async () => {
  await publish(server, range(60));
  const one = collect(server, { maxPending: 10 });
  one.takes = false;
  one.start();
  await until(() => one.held.length === 10);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(one.held.length).toBe(10);
  one.takes = true;
  for (const batch of one.held) batch.ack();
  await until(() => one.seen.length === 60);
  expect(one.seen).toEqual(range(60));
  await one.stop();
});

test('NATS killed and back: it goes on, and what was acknowledged to nobody comes again', async () => {
  await using own = await NatsServer.start();
  await makeStream(own);
  await publish(own, range(20));
  const one = collect(own, { maxPending: 10 });
  one.takes = false;
  one.start();
  await until(() => one.held.length === 10);
  await own.kill();
  one.takes = true;
  for (const batch of one.held) batch.ack();
  await own.start();
  await publish(own, [200]);
  await until(() => one.seen.includes(200));
  expect(new Set(one.seen).size).toBe(21);
  // A server that was killed may not have written down that it had delivered them: then they come as if for the first time.
  expect(one.redelivered()).toBeLessThanOrEqual(one.seen.length - 21);
  await one.stop();
}, 60_000);

test('makes the stream and its consumer; a stream of this name that is not Weir\'s is told, and left alone', async () => {
  await dropStream(server);
  const one = collect(server);
  one.start();
  for (let tries = 0; tries < 100 && one.seen.length === 0; tries++) {
    await publish(server, [7]);
    await turns();
  }
  expect(one.seen[0]).toBe(7);
  await one.stop();
  await dropStream(server);

  await on(server, async (connection) => {
    await (await jetstreamManager(connection)).streams.add({ name: 'WEIR_FLOWS', subjects: ['other.>'] });
  });
  const two = collect(server);
  two.start();
  await until(() => two.troubles.length > 0);
  expect(two.troubles).toEqual(["the stream WEIR_FLOWS is not Weir's: its subjects are other.>, not weir.v1.flows.>"]);
  await two.stop();
});
