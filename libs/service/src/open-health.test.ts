import { openHealth } from './open-health.ts';
import { Shutdown } from './shutdown.ts';

const parts = { isReady: () => [], metrics: () => Promise.resolve('') };

test('listens where it is told, says so, and no more after the shutdown', async () => {
  const shutdown = new Shutdown();
  const { port, lines } = await openHealth({ host: '127.0.0.1', port: 0 }, parts, shutdown);
  expect(lines).toEqual([{ event: 'health', address: '127.0.0.1', port }]);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  expect(await shutdown.run(2_000)).toEqual([]);
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
});

test('off: nothing listens and nothing is said', async () => {
  expect(await openHealth(undefined, parts, new Shutdown())).toEqual({ port: 0, lines: [] });
});
