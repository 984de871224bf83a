import { connect } from 'node:net';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryBus } from '@weir/bus';
import { resolveOptions, RuntimeFailure } from '@weir/service';
import { openAuthority } from './authority.ts';
import { modeEntries } from './mode-entries.ts';
import { upOptions } from './options.ts';
import { PlaneProcesses } from './plane-processes.ts';
import { reservePorts } from './reserve-ports.ts';

const crashing = new URL('../test/crashing-plane.ts', import.meta.url);
const entry = new URL('./plane-process.ts', import.meta.url);
let folder: string;
let events: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-planes-'));
  events = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

async function planes(producers: readonly string[], spec: string, options: { readonly entry?: URL; readonly ports?: readonly number[] } = {}) {
  const values = resolveOptions(upOptions, { given: new Map([['mode', [spec]], ['log_level', ['silent']]]), environment: {}, file: undefined });
  const ports = options.ports ?? await reservePorts(modeEntries(values, []));
  const bus = memoryBus();
  const log = { event: (_level: string, name: string) => void events.push(name) };
  const authority = join(folder, 'ca');
  openAuthority(authority);
  return { bus, processes: new PlaneProcesses({ producers, settings: { values, ports, authority }, publisher: bus.publisher, log, entry: options.entry ?? entry }) };
}

const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await new Promise((resolve) => { setTimeout(resolve, 5); });
};

test('each process serves the same port and publishes by its own name; they end in order', async () => {
  const origin = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const { bus, processes } = await planes(['host-worker-1', 'host-worker-2'], `reverse:http://127.0.0.1:${(origin.address() as AddressInfo).port}@127.0.0.1:0`);
  const seen = new Set<string>();
  bus.consumer.start((batches) => batches.forEach((batch) => {
    for (const name of ['host-worker-1', 'host-worker-2']) if (Buffer.from(batch.payload).includes(name)) seen.add(name);
    batch.ack();
  }));
  const [listening] = await processes.start();
  for (let n = 0; seen.size < 2 && n < 500; n++) expect(await (await fetch(`http://127.0.0.1:${listening!.port}/`, { headers: { connection: 'close' } })).text()).toBe('ok');
  expect(seen.size).toBe(2);
  await processes.stop(AbortSignal.timeout(5000));
  const socket = connect(listening!.port, '127.0.0.1');
  expect(await once(socket, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
  origin.close();
  expect(events).toEqual([]);
}, 20_000);

test('one that cannot start is a failure in its own words', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const { processes } = await planes(['a'], `regular@127.0.0.1:${port}`, { ports: [port] });
  const failure = await processes.start().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RuntimeFailure);
  expect((failure as Error).message).toContain(`${port}`);
  await processes.stop(AbortSignal.timeout(5000));
  holder.close();
  expect(events).toEqual([]);
});

test('one that crashes is replaced; one that does not end in time is killed', async () => {
  const { processes } = await planes(['a'], 'regular@127.0.0.1:0', { entry: crashing });
  await processes.start();
  await until(() => events.includes('worker-restarted'));
  expect(events).toEqual(['worker-crashed', 'worker-restart', 'worker-restarted']);
  await processes.stop(AbortSignal.timeout(50));
});
