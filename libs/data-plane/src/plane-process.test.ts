import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PlaneFolder, planeValues } from '../test/plane-folder.ts';
import type { PlaneReport } from './plane-messages.ts';

const entry = new URL('./plane-process.ts', import.meta.url);

test('says where it listens; a signal to the whole group does not end it, an order does', async () => {
  using folder = new PlaneFolder();
  const child = fork(entry, { serialization: 'advanced' });
  child.send({ type: 'start', settings: { values: planeValues('regular@127.0.0.1:0'), ports: [0], authority: folder.authority, apiPort: 8081, producer: 'a' } });
  const [report] = await once(child, 'message') as [PlaneReport];
  expect(report).toMatchObject({ type: 'listening', listening: [{ mode: 'regular@127.0.0.1:0', address: '127.0.0.1' }] });
  child.kill('SIGTERM');
  child.kill('SIGINT');
  child.send({ type: 'stop' });
  expect(await once(child, 'exit')).toEqual([0, null]);
}, 20_000);

test('ends when its parent is gone', async () => {
  using folder = new PlaneFolder();
  const child = fork(entry, { serialization: 'advanced' });
  child.send({ type: 'start', settings: { values: planeValues('regular@127.0.0.1:0'), ports: [0], authority: folder.authority, apiPort: 8081, producer: 'a' } });
  await once(child, 'message');
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
}, 20_000);

test('says why it cannot start, and ends', async () => {
  using folder = new PlaneFolder();
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const child = fork(entry, { serialization: 'advanced' });
  child.send({ type: 'start', settings: { values: planeValues(`regular@127.0.0.1:${port}`), ports: [port], authority: folder.authority, apiPort: 8081, producer: 'a' } });
  const [[report], [code]] = await Promise.all([once(child, 'message'), once(child, 'exit')]) as [[PlaneReport], [number]];
  expect(report).toEqual({ type: 'failed', message: expect.stringContaining(`${port}`) });
  expect(code).toBe(0);
  holder.close();
}, 20_000);
