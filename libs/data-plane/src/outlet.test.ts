import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsConsumer, openLink } from '@weir/bus/nats';
import { natsOptions } from '@weir/bus/nats/options';
import { ConfigError, resolveOptions, RuntimeFailure, Shutdown } from '@weir/service';
import { NatsServer } from '@weir/testing';
import { openOutlet, type Outlet } from './outlet.ts';
import { spoolOptions } from './spool-options.ts';

let folder: string;
let events: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-outlet-'));
  events = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (given: Readonly<Record<string, string>>): Promise<Outlet> => openOutlet({
  values: resolveOptions({ ...natsOptions, ...spoolOptions }, { given: new Map(Object.entries(given).map(([name, value]) => [name, [value]])), environment: {} }),
  service: 'sample', producer: 'test', home: folder, memoryBytes: 1024 * 1024, log: { event: (_level, name) => void events.push(name) },
});

async function end(outlet: Outlet): Promise<void> {
  const shutdown = new Shutdown();
  outlet.defer(shutdown);
  expect(await shutdown.run(5_000)).toEqual([]);
}

const batch = (n: number) => ({ id: `epoch:${n}`, firstSeq: n, lastSeq: n, payload: new Uint8Array(1000).fill(n) });

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('what NATS has not taken at the end is on disk, and goes to it after the next start', async () => {
  const first = await open({ nats_url: 'nats://127.0.0.1:1' });
  const settled: boolean[] = [];
  for (const n of [1, 2, 3]) expect(first.publisher.publish(batch(n), (committed) => settled.push(committed))).toBe(true);
  expect(first.figures()).toMatchObject({ connected: false, spooledBatches: 0 });
  await end(first);
  expect(settled).toEqual([true, true, true]);
  expect(readdirSync(join(folder, 'spool', 'sample')).length).toBeGreaterThan(0);

  await using server = await NatsServer.start();
  const second = await open({ nats_url: server.url });
  expect(second.figures()).toMatchObject({ spooledBatches: 3 });
  // Nobody has made the stream: it is said, and they stay.
  await until(() => events.includes('publish-refused'));
  expect(second.figures()).toMatchObject({ connected: true, spooledBatches: 3 });

  const link = openLink(resolveOptions(natsOptions, { given: new Map([['nats_url', [server.url]]]), environment: {} }), { service: 'collector', instance: 'a' }, { event: () => undefined });
  const collector = natsConsumer({ link, stream: { replicas: 1, maxBytes: 1_000_000, maxAgeMs: 3_600_000 } });
  const seen: number[] = [];
  collector.start((batches) => batches.forEach((each) => {
    seen.push(each.payload[0]!);
    each.ack();
  }));
  await until(() => seen.length === 3 && second.figures().spooledBatches === 0);
  expect([seen, events.includes('publish-recovered')]).toEqual([[1, 2, 3], true]);
  await collector.stop();
  await link.close();
  await end(second);
});

test('without a spool they wait in memory, within the bound', async () => {
  const outlet = await open({ nats_url: 'nats://127.0.0.1:1', spool_limit: '0' });
  let taken = 0;
  while (outlet.publisher.publish(batch(taken), () => undefined)) taken++;
  expect([taken, outlet.publisher.pendingBytes]).toEqual([1048, 1_048_000]);
  expect(outlet.figures()).not.toHaveProperty('spooledBatches');
  await end(outlet);
});

test('one process a folder; wrong words are said', async () => {
  const outlet = await open({ nats_url: 'nats://127.0.0.1:1', spool_dir: join(folder, 'here') });
  await expect(open({ nats_url: 'nats://127.0.0.1:1', spool_dir: join(folder, 'here'), spool_limit: '1m' })).rejects.toThrow(RuntimeFailure);
  await expect(open({ nats_url: 'http://x' })).rejects.toThrow(ConfigError);
  await end(outlet);
});
