import { on, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { embeddedPublisher } from '@weir/bus';
import type { FlowJson } from '@weir/flow';
import { aBatch, flowIds } from '../test/a-batch.ts';
import { SseClient } from '../test/sse.ts';
import type { CollectorOrder, CollectorReport, CollectorWorkerData } from './worker-messages.ts';

const token = 'secret-token';
const folder = mkdtempSync(join(tmpdir(), 'weir-worker-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A collector in its thread, as `weir up` has it. A test that fails leaves nothing behind that would keep jest from its end. */
class Thread implements AsyncDisposable {
  readonly publisher;
  readonly exited: Promise<number>;
  readonly #worker: Worker;
  readonly #reports: AsyncIterator<unknown>;
  #url = '';

  constructor(storePath: string, port = 0) {
    const { port1, port2 } = new MessageChannel();
    const workerData: CollectorWorkerData = { port: port2, storePath, api: { host: '127.0.0.1', port, token, hosts: [] }, logLevel: 'silent', instance: 'test' };
    this.publisher = embeddedPublisher(port1);
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, transferList: [port2] });
    // Made at once: a worker that cannot even load fails the test that asks for a report.
    this.#reports = on(this.#worker, 'message');
    this.exited = new Promise((resolve) => { this.#worker.on('exit', resolve); });
  }

  async report(): Promise<CollectorReport> {
    return ((await this.#reports.next()).value as [CollectorReport])[0];
  }

  /** The port of the API. */
  async ready(): Promise<number> {
    const report = await this.report();
    if (report.type !== 'ready') throw new Error(JSON.stringify(report));
    this.#url = report.url;
    return report.port;
  }

  order(order: CollectorOrder): void {
    this.#worker.postMessage(order);
  }

  async get(path: string): Promise<unknown> {
    return JSON.parse(await this.text(path)) as unknown;
  }

  async text(path: string): Promise<string> {
    return (await fetch(`${this.#url}${path}`, { headers: { authorization: `Bearer ${token}` } })).text();
  }

  /** What it had not taken in before `stop` is lost: see worker-messages.ts. */
  async publish(payload: Uint8Array): Promise<void> {
    this.publisher.publish({ id: 'e:1', firstSeq: 1, lastSeq: 3, payload }, () => {});
    await this.publisher.flush(AbortSignal.timeout(5000));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
    await this.publisher.close();
  }
}

test('flows come over the bus into the store, and are there after a restart', async () => {
  const path = join(folder, 'flows.db');
  await using first = new Thread(path);
  const tail = new SseClient(await first.ready(), token);
  await tail.seen(/: open/);
  const batch = aBatch(1);
  await first.publish(batch);
  const { flows } = (await first.get('/api/v1/flows')) as { flows: FlowJson[] };
  expect(flows.map((flow) => flow.id)).toEqual([...flowIds(1)].reverse());
  await tail.seen(new RegExp(`data: .*${flows[0]!.id}`));
  expect(await first.get(`/api/v1/flows/${flows[0]!.id}`)).toEqual(flows[0]);
  expect(await first.get('/api/v1/flows?filter=~c%20500')).toEqual({ flows: [] });
  expect(await first.get('/api/v1/loss')).toMatchObject({ captured: 3, stored: 3 });
  expect(await first.get('/api/v1/stats?by=host')).toMatchObject({ groups: [{ key: { host: 'example.com' }, count: 3, errors: 0 }] });
  expect(await first.get('/api/v1/flows?cursor=nonsense')).toMatchObject({ status: 400, parameter: 'cursor' });
  expect(await first.get(`/api/v1/flows/${flows[0]!.id}/messages?cursor=nonsense`)).toMatchObject({ status: 400, parameter: 'cursor' });
  const page = (await first.get('/api/v1/flows?limit=2')) as { flows: FlowJson[]; next: string };
  expect(await first.get(`/api/v1/flows?limit=2&cursor=${page.next}`)).toEqual({ flows: [flows[2]] });
  first.order({ type: 'stop' });
  expect(await first.report()).toEqual({ type: 'stopped' });
  expect(await first.exited).toBe(0);

  await using second = new Thread(path);
  await second.ready();
  expect(await second.get('/api/v1/flows')).toEqual({ flows });
});

test('answers the listeners that it was told last', async () => {
  await using thread = new Thread(join(folder, 'listeners.db'));
  thread.order({ type: 'listeners', listeners: [] });
  await thread.ready();
  const listeners = [{ mode: 'regular', transport: 'tcp' as const, address: '::', port: 8080, error: 'EMFILE' }];
  thread.order({ type: 'listeners', listeners });
  await thread.get('/healthz');
  expect(await thread.get('/api/v1/listeners')).toEqual({ listeners });
});

test('metrics: its own, and those of the data plane as it tells them when it is asked', async () => {
  await using thread = new Thread(join(folder, 'metrics.db'));
  await thread.ready();
  await thread.publish(aBatch(1));
  const reading = thread.text('/metrics');
  expect(await thread.report()).toEqual({ type: 'figures' });
  thread.order({ type: 'figures', planes: [{
    proxy: { open: 1, accepted: 2, refused: 3, errors: { reset: 4 } }, capture: { captured: 10, published: 7, lost: 2, openFlows: 1, heldBytes: 5, faults: 0 },
    bus: { pendingBytes: 6 }, thread: { heapBytes: 7, loopBusySeconds: 8, loopDelay: { p50: 0, p99: 0, max: 0 } },
  }] });
  const text = await reading;
  for (const line of ['weir_collector_batches_total 1', 'weir_capture_records_total 10', 'weir_proxy_errors_total{code="reset"} 4', 'weir_bus_pending_bytes 6',
    'weir_thread_heap_bytes{thread="data-plane"} 7']) expect(text).toContain(`\n${line}\n`);
  expect(text).toMatch(/\nweir_thread_heap_bytes\{thread="collector"\} \d+\n/);
  expect(text).toMatch(/\nweir_collector_store_bytes [1-9]\d*\n/);
  expect(text).toMatch(/\nweir_process_resident_memory_bytes \d+\n/);
  thread.order({ type: 'stop' });
  expect(await thread.report()).toEqual({ type: 'stopped' });
});

test('a stop that is ordered while it starts, and twice', async () => {
  await using thread = new Thread(join(folder, 'stop.db'));
  thread.order({ type: 'stop' });
  thread.order({ type: 'stop' });
  await thread.ready();
  expect(await thread.report()).toEqual({ type: 'stopped' });
  expect(await thread.exited).toBe(0);
});

test('a port that is in use is said in words', async () => {
  await using taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  await using thread = new Thread(join(folder, 'other.db'), port);
  expect(await thread.report()).toEqual({
    type: 'failed', code: 'EADDRINUSE',
    message: `the API cannot listen on 127.0.0.1:${port}: the port is in use (is another Weir running? --api chooses another)`,
  });
  expect(await thread.exited).toBe(0);
});

test('a store that is damaged, or cannot be made, is one clear line', async () => {
  const path = join(folder, 'damaged.db');
  writeFileSync(path, 'no database at all. '.repeat(500));
  await using damaged = new Thread(path);
  expect(await damaged.report()).toMatchObject({
    type: 'failed', message: `the store ${path} cannot be opened: it is no database; move the file away, and Weir begins a new one`,
  });
  expect(await damaged.exited).toBe(0);
  const nowhere = join(folder, 'no', 'such', 'folder', 'flows.db');
  await using unmade = new Thread(nowhere);
  expect(await unmade.report()).toMatchObject({ type: 'failed', message: expect.stringMatching(/^the store .* cannot be opened: [^\n]+$/) });
});
