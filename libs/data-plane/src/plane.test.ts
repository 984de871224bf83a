import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { memoryBus } from '@weir/bus';
import { RuntimeFailure, Shutdown } from '@weir/service';
import { PlaneFolder, planeValues } from '../test/plane-folder.ts';
import { openAccess } from './access.ts';
import { modeEntries } from './mode-entries.ts';
import { planeBeside, planeHere } from './plane.ts';

const log = { event: () => undefined };

test.each(['here', 'beside'])('%s: listens, and no more once it is shut down', async (where) => {
  using folder = new PlaneFolder();
  const values = planeValues('regular@127.0.0.1:0');
  const modes = modeEntries(values, []);
  const { publisher, consumer } = memoryBus();
  consumer.start((batches) => batches.forEach((batch) => batch.ack()));
  const plane = where === 'here'
    ? planeHere({ modes, values, publisher, authority: folder.plane, access: openAccess(values, log), log, producer: 'a' })
    : await planeBeside(modes, { values, authority: folder.authority }, { producers: ['a'], publisher, log, entry: new URL('./plane-process.ts', import.meta.url) });
  const shutdown = new Shutdown();
  plane.defer(shutdown);
  const { port } = (await plane.listen(8081))[0]!;
  expect(port).toBeGreaterThan(0);
  const [figures, ...others] = await plane.figures();
  expect(others).toEqual([]);
  expect(figures).toMatchObject({ proxy: { open: 0, accepted: 0 }, capture: { captured: 0, lost: 0 }, bus: { pendingBytes: 0 }, thread: { heapBytes: expect.any(Number) } });
  // One in this process has none of its own.
  expect([figures!.worker, figures!.process === undefined]).toEqual(where === 'here' ? [undefined, true] : ['a', false]);
  expect(await shutdown.run(9000)).toEqual([]);
  expect(await plane.figures()).toHaveLength(where === 'here' ? 1 : 0);
  const taken = createServer().listen(port, '127.0.0.1');
  await once(taken, 'listening');
  taken.close();
}, 20_000);

test.each(['here', 'beside'])('%s: a port in use is a failure', async (where) => {
  using folder = new PlaneFolder();
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const values = planeValues(`regular@127.0.0.1:${(holder.address() as AddressInfo).port}`);
  const modes = modeEntries(values, []);
  const { publisher } = memoryBus();
  const listen = where === 'here'
    ? planeHere({ modes, values, publisher, authority: folder.plane, access: openAccess(values, log), log, producer: 'a' }).listen(8081)
    : planeBeside(modes, { values, authority: folder.authority }, { producers: ['a'], publisher, log });
  await expect(listen).rejects.toThrow(RuntimeFailure);
  holder.close();
});
