import { once } from 'node:events';
import { memoryBus } from '@weir/bus';
import { FakeLog } from '../test/fake-log.ts';
import { quietTelemetry } from '../test/quiet-telemetry.ts';
import { aFlow, FakeStore, idOf } from '../test/fake-store.ts';
import { SseClient } from '../test/sse.ts';
import { startCollector, type Collector } from './collector.ts';

const token = 'secret-token';

class World implements AsyncDisposable {
  readonly store = new FakeStore();
  readonly bus = memoryBus();
  readonly log = new FakeLog();
  collector: Collector | undefined;
  #seq = 1;

  static async start(port = 0): Promise<World & { readonly collector: Collector }> {
    const world = new World();
    world.collector = await startCollector({ consumer: world.bus.consumer, store: world.store, log: world.log, telemetry: quietTelemetry(), api: { host: '127.0.0.1', port, token, hosts: [] } });
    return world as World & { readonly collector: Collector };
  }

  /** One batch, that the store says brings these flows. */
  async publish(count: number, size = 10): Promise<void> {
    const seq = this.#seq++;
    this.store.onAppend = () => Array.from({ length: count }, (_, n) => ({ ...aFlow(seq * 1000 + n), mode: 'x'.repeat(size) }));
    this.bus.publisher.publish({ id: `e:${seq}`, firstSeq: seq, lastSeq: seq, payload: Uint8Array.of(seq) }, () => {});
    await this.bus.publisher.flush(AbortSignal.timeout(2000));
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.collector!.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.collector?.stop();
  }
}

test('a batch goes in at the bus and out at the tail', async () => {
  await using world = await World.start();
  const all = new SseClient(world.collector.port, token);
  const none = new SseClient(world.collector.port, token, '?filter=~c%20500');
  await Promise.all([all.seen(/: open/), none.seen(/: open/)]);
  expect(all.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(all.text).toMatch(/content-type: text\/event-stream/i);
  expect(all.text).toMatch(/cache-control: no-store/i);
  await world.publish(2);
  const [, data] = await all.seen(/data: (.*)\n\n[^]*data: /);
  expect(JSON.parse(data!)).toMatchObject({ id: idOf(1000) });
  expect(none.text).not.toContain('data:');
  expect(await (await world.get('/metrics')).text()).toContain('weir_collector_tail_subscribers 2\n');
});

test('a subscriber that does not read loses flows, not the others', async () => {
  await using world = await World.start();
  const slow = new SseClient(world.collector.port, token);
  const fast = new SseClient(world.collector.port, token);
  await Promise.all([slow.seen(/: open/), fast.seen(/: open/)]);
  slow.socket.pause();
  // One after the other: on a busy machine the fast one would lose flows too.
  for (let n = 1; n <= 30; n++) {
    await world.publish(10, 100_000);
    await fast.seen(new RegExp(idOf(n * 1_000 + 9)));
  }
  expect(fast.text).not.toContain('event: lost');
  const metrics = await (await world.get('/metrics')).text();
  expect(Number(/tail_lost_total (\d+)\n/.exec(metrics)![1])).toBeGreaterThan(0);
  slow.socket.resume();
  for (let n = 0; n < 100 && !slow.text.includes('event: lost'); n++) {
    await world.publish(1);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
  const [, count] = await slow.seen(/event: lost\ndata: {"count":(\d+)}\n\n/);
  expect(Number(count)).toBeGreaterThan(0);
  slow.socket.destroy();
});

test('a subscriber that leaves is forgotten', async () => {
  await using world = await World.start();
  const client = new SseClient(world.collector.port, token);
  await client.seen(/: open/);
  client.socket.destroy();
  for (let n = 0; n < 100; n++) {
    if ((await (await world.get('/metrics')).text()).includes('tail_subscribers 0\n')) return;
  }
  throw new Error('still counted');
});

test('a stop ends open tails, then closes the store', async () => {
  const world = await World.start();
  const client = new SseClient(world.collector.port, token);
  await client.seen(/: open/);
  const idle = await world.get('/healthz');
  await idle.text();
  const ended = once(client.socket, 'end');
  const began = Date.now();
  await world.collector.stop();
  await ended;
  expect(Date.now() - began).toBeLessThan(2000);
  expect(world.store.closed).toBe(true);
  await expect(world.get('/healthz')).rejects.toThrow();
  await world.collector.stop();
});

test('a stop does not wait for who does not read', async () => {
  const world = await World.start();
  const client = new SseClient(world.collector.port, token);
  await client.seen(/: open/);
  client.socket.pause();
  for (let n = 0; n < 60; n++) await world.publish(10, 100_000);
  const began = Date.now();
  await world.collector.stop();
  expect(Date.now() - began).toBeLessThan(3000);
  client.socket.destroy();
});

test('a port that is in use is an error, and the store is closed', async () => {
  await using first = await World.start();
  const store = new FakeStore();
  const second = startCollector({ consumer: memoryBus().consumer, store, log: new FakeLog(), telemetry: quietTelemetry(), api: { host: '127.0.0.1', port: first.collector.port, token, hosts: [] } });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(store.closed).toBe(true);
});

test('a store that cannot be closed is told', async () => {
  const world = await World.start();
  world.store[Symbol.asyncDispose] = () => Promise.reject(new Error('disk I/O error'));
  await expect(world.collector.stop()).rejects.toThrow('store: disk I/O error');
});

test('what is not HTTP is answered and cut off', async () => {
  await using world = await World.start();
  const client = new SseClient(world.collector.port, 'x\r\nHost: twice\r\nX: y');
  await client.seen(/^HTTP\/1\.1 4\d\d/);
  client.socket.destroy();
});

test('says where it can be reached', async () => {
  const store = new FakeStore();
  const collector = await startCollector({ consumer: memoryBus().consumer, store, log: new FakeLog(), telemetry: quietTelemetry(), api: { host: '::', port: 0, token, hosts: [] } });
  expect(collector).toMatchObject({ url: `http://localhost:${collector.port}`, address: '::' });
  expect((await fetch(`http://127.0.0.1:${collector.port}/healthz`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${collector.port}/metrics`)).status).toBe(401);
  await collector.stop();
});
