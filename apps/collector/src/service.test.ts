import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveOptions, RuntimeFailure, Shutdown } from '@weir/service';
import { collectorService } from './service.ts';

const log = { event: () => undefined };
let folder: string;
let shutdown: Shutdown;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-collector-'));
  shutdown = new Shutdown();
});
afterEach(async () => {
  expect(await shutdown.run(9_000)).toEqual([]);
  rmSync(folder, { recursive: true });
});

const values = (given: Readonly<Record<string, string>>) => resolveOptions(collectorService.options, {
  given: new Map(Object.entries({ home: folder, api: '127.0.0.1:0', health_listen: '127.0.0.1:0', nats_url: 'nats://127.0.0.1:1', ...given }).map(([name, value]) => [name, [value]])), environment: {},
});

interface Line { readonly event: string; readonly url?: string; readonly port?: number }

test('without NATS it serves what it has, and says why it is not ready', async () => {
  const lines = await collectorService.start(values({}), { log, shutdown }) as readonly Line[];
  expect(lines.map(({ event }) => event)).toEqual(['api', 'health', 'ready']);
  expect((await fetch(`${lines[0]!.url}/api/v1/flows`)).status).toBe(401);
  const readiness = await fetch(`http://127.0.0.1:${lines[1]!.port}/readyz`);
  expect([readiness.status, await readiness.json()]).toMatchObject([503, { detail: 'NATS is not connected' }]);
});

test('a store that cannot be opened, a port that is taken: what to do is said, and nothing stays open', async () => {
  await expect(collectorService.start(values({ home: '/dev/null' }), { log, shutdown })).rejects.toThrow(RuntimeFailure);
  const lines = await collectorService.start(values({ health_listen: 'off' }), { log, shutdown }) as readonly Line[];
  const { port } = new URL(lines[0]!.url!);
  await expect(collectorService.start(values({ api: `127.0.0.1:${port}` }), { log, shutdown })).rejects.toThrow(`the API cannot listen on 127.0.0.1:${port}: the port is in use`);
});
