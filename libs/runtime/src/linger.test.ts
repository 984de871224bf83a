import { CLIENT } from '@weir/core';
import { diaries } from '../test/handlers.ts';
import { closeAll, Ear, pause, rig, until } from '../test/rig.ts';

afterEach(closeAll);

test('close flushes what was sent, also to a slow reader', async () => {
  const size = 8 * 1024 * 1024;
  const { make, all } = diaries((io) => ({ onData: () => {
    io.send(CLIENT, Buffer.alloc(size));
    io.close();
  } }));
  const { dial } = await rig(make);
  const client = await dial();
  client.write('x');
  client.pause();
  await pause(50);
  expect(all[0]?.calls).toEqual(['start', 'client x', 'close ok']);
  const ear = new Ear(client);
  client.resume();
  await until(() => ear.ended);
  expect(ear.size).toBe(size);
});

test('a client that goes on sending can still read the answer', async () => {
  const { make } = diaries((io) => ({ onData: () => {
    io.send(CLIENT, Buffer.from('413'));
    io.close();
  } }));
  const { dial, proxy } = await rig(make, { linger: { flushMs: 200, drainMs: 300, drainBytes: 64 * 1024 * 1024 } });
  const client = await dial();
  for (let i = 0; i < 50; i++) client.write(Buffer.alloc(64 * 1024));
  const ear = new Ear(client);
  await until(() => ear.ended);
  expect(ear.text).toBe('413');
  expect(ear.error).toBeUndefined();
  client.end();
  await until(() => proxy.connections === 0);
});

test('one that sends without end is cut off by bytes', async () => {
  const { make } = diaries((io) => ({ onData: () => io.close() }));
  const { dial, proxy } = await rig(make, { linger: { flushMs: 5000, drainMs: 5000, drainBytes: 128 * 1024 } });
  const client = await dial();
  client.on('error', () => undefined);
  const feed = setInterval(() => client.write(Buffer.alloc(64 * 1024)), 1);
  await until(() => client.destroyed && proxy.connections === 0);
  clearInterval(feed);
});

test('one that does not end is cut off by time', async () => {
  const { make } = diaries((io) => ({ onStart: () => io.close() }));
  const { dial, proxy } = await rig(make, { linger: { flushMs: 5000, drainMs: 60, drainBytes: 1024 } });
  await dial();
  await until(() => proxy.connections === 1);
  await until(() => proxy.connections === 0);
});

test('one that reads nothing is given up', async () => {
  const { make } = diaries((io) => ({ onStart: () => {
    io.send(CLIENT, Buffer.alloc(32 * 1024 * 1024));
    io.close();
  } }));
  const { dial, proxy } = await rig(make, { linger: { flushMs: 60, drainMs: 5000, drainBytes: 1024 } });
  (await dial()).pause();
  await until(() => proxy.connections === 1);
  await until(() => proxy.connections === 0);
});
