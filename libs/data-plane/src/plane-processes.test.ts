import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { memoryBus } from '@weir/bus';
import { PlaneFolder, planeValues } from '../test/plane-folder.ts';
import { modeEntries } from './mode-entries.ts';
import { PlaneProcesses } from './plane-processes.ts';
import { reservePorts } from './reserve-ports.ts';

const crashing = new URL('../test/crashing-plane.ts', import.meta.url);
const whole = new URL('./plane-process.ts', import.meta.url);
let folder: PlaneFolder;
let events: string[];
beforeEach(() => {
  folder = new PlaneFolder();
  events = [];
});
afterEach(() => folder[Symbol.dispose]());

async function planes(producers: readonly string[], spec: string, entry: URL) {
  const values = planeValues(spec);
  const ports = await reservePorts(modeEntries(values, []));
  const bus = memoryBus();
  const log = { event: (_level: string, name: string) => void events.push(name) };
  return { bus, processes: new PlaneProcesses({ producers, settings: { values, ports, authority: folder.authority }, publisher: bus.publisher, log, entry }) };
}

const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await new Promise((resolve) => { setTimeout(resolve, 5); });
};

test('each process serves the same port and publishes by its own name; they end in order', async () => {
  const origin = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const { bus, processes } = await planes(['host-worker-1', 'host-worker-2'], `reverse:http://127.0.0.1:${(origin.address() as AddressInfo).port}@127.0.0.1:0`, whole);
  const seen = new Set<string>();
  bus.consumer.start((batches) => batches.forEach((batch) => {
    for (const name of ['host-worker-1', 'host-worker-2']) if (Buffer.from(batch.payload).includes(name)) seen.add(name);
    batch.ack();
  }));
  const [listening] = await processes.start(8081);
  for (let n = 0; seen.size < 2 && n < 500; n++) expect(await (await fetch(`http://127.0.0.1:${listening!.port}/`, { headers: { connection: 'close' } })).text()).toBe('ok');
  expect(seen.size).toBe(2);
  const figures = await processes.figures();
  expect(figures.map(({ worker }) => worker)).toEqual(['host-worker-1', 'host-worker-2']);
  for (const { proxy } of figures) expect(proxy.accepted).toBeGreaterThan(0);
  await processes.stop(AbortSignal.timeout(5000));
  const socket = connect(listening!.port, '127.0.0.1');
  expect(await once(socket, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
  origin.close();
  expect(events).toEqual([]);
}, 20_000);

test('one that crashes is replaced; one that does not end in time is killed', async () => {
  const { processes } = await planes(['a'], 'regular@127.0.0.1:0', crashing);
  await processes.start(8081);
  await until(() => events.includes('worker-restarted'));
  expect(events).toEqual(['worker-crashed', 'worker-restart', 'worker-restarted']);
  // That one does not tell.
  expect(await processes.figures()).toEqual([]);
  await processes.stop(AbortSignal.timeout(50));
});
