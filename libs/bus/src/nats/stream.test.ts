import { jetstreamManager } from '@nats-io/jetstream';
import { NatsServer } from '@weir/testing';
import { dropStream, makeStream, on, stream } from '../../test/nats.ts';
import { ensureStream } from './stream.ts';

let server: NatsServer;
beforeAll(async () => { server = await NatsServer.start(); });
afterEach(() => dropStream(server));
afterAll(() => server[Symbol.asyncDispose]());

test('makes the stream on disk and its durable consumer, with explicit acknowledgements', async () => {
  await makeStream(server);
  await on(server, async (connection) => {
    const { streams, consumers } = await jetstreamManager(connection);
    expect((await streams.info('WEIR_FLOWS')).config).toMatchObject({
      subjects: ['weir.v1.flows.>'], storage: 'file', retention: 'limits', discard: 'old', num_replicas: 1, max_bytes: stream.maxBytes, max_age: 3_600_000_000_000, duplicate_window: 120_000_000_000,
    });
    expect((await consumers.info('WEIR_FLOWS', 'collector')).config).toMatchObject({ ack_policy: 'explicit', deliver_policy: 'all', ack_wait: 30_000_000_000, max_ack_pending: 1024 });
  });
});

test('leaves what its operator has set; makes the consumer where that alone is missing', async () => {
  await on(server, async (connection) => {
    const { streams, consumers } = await jetstreamManager(connection);
    await streams.add({ name: 'WEIR_FLOWS', subjects: ['weir.v1.flows.>'], max_bytes: 1_000_000 });
    await ensureStream(connection, stream);
    await ensureStream(connection, stream);
    expect((await streams.info('WEIR_FLOWS')).config.max_bytes).toBe(1_000_000);
    expect((await consumers.info('WEIR_FLOWS', 'collector')).name).toBe('collector');
  });
});

test.each([
  [{ subjects: ['flows.>'] }, 'its subjects are flows.>, not weir.v1.flows.>'],
  [{ subjects: ['weir.v1.flows.>'], retention: 'workqueue' as const }, 'its retention is workqueue, not limits'],
  [{ subjects: ['weir.v1.flows.>'], no_ack: true }, 'it acknowledges nothing (no_ack)'],
])('a stream of this name with %j is refused', async (config, why) => {
  await on(server, async (connection) => {
    const { streams } = await jetstreamManager(connection);
    await streams.add({ name: 'WEIR_FLOWS', ...config });
    await expect(ensureStream(connection, stream)).rejects.toThrow(`the stream WEIR_FLOWS is not Weir's: ${why}`);
  });
});
