import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flowBatches } from '../ingest/batches.ts';
import { Programs } from '../programs.ts';
import { natsMissing, startNats, type NatsServer } from './server.ts';
import { FlowStream } from './stream.ts';

// skipped: only where there is no nats-server, which `npm test` then says
const withServer = natsMissing() === undefined ? describe : describe.skip;

withServer('a stream', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-nats-'));
  const programs = new Programs(folder);
  let server: NatsServer;
  beforeAll(async () => { server = await startNats(programs, folder); }, 240_000);
  afterAll(async () => {
    await programs.stopAll();
    rmSync(folder, { recursive: true });
  });

  test('is filled, and says how far its consumers have come', async () => {
    await using stream = await FlowStream.open(server.url);
    const make = flowBatches();
    let left = 3;
    await stream.fill(() => (left-- > 0 ? make() : undefined));
    await stream.freshConsumer('one');
    expect(await stream.acknowledged('one')).toBe(0);
    await stream.freshConsumer('one');
    await stream.dropConsumer('one');
    await stream.dropConsumer('one');
    await expect(stream.acknowledged('one')).rejects.toThrow('nats-server: CONSUMER.INFO.WEIR_FLOWS.one: consumer not found');
  });

  test('nobody there is told', async () => {
    await expect(FlowStream.open('nats://127.0.0.1:1')).rejects.toThrow('no connection to nats://127.0.0.1:1: ');
  });
});
