import { SERVER, type Address, type Handler, type Io } from '@weir/core';
import type { Socket } from 'node:net';
import { diaries, type Diary } from '../test/handlers.ts';
import { closeAll, pause, rig, serve, until } from '../test/rig.ts';

afterEach(closeAll);

interface World {
  readonly to: Address;
  readonly sockets: readonly Socket[];
  /** Comes as a client, and answers what its connection was told when that is over. */
  visit(does?: (io: Io) => Partial<Handler>): Promise<Diary>;
  now: number;
}

/** A server that answers each chunk, and clients that park its leg with the answer, unless a test says otherwise. */
async function world(limits: NonNullable<Parameters<typeof rig>[1]>['limits'] = {}): Promise<World> {
  const sockets: Socket[] = [];
  const { port } = await serve((socket) => void sockets.push(socket.on('data', () => socket.write('answer')).on('end', () => socket.end())));
  const to = { host: '127.0.0.1', port };
  const parks = (io: Io): Partial<Handler> => ({
    onStart: () => (io.take(to, undefined) ? io.send(SERVER, Buffer.from('x')) : io.open(to)),
    onOpen: () => io.send(SERVER, Buffer.from('x')),
    onData: () => {
      io.park();
      io.close();
    },
  });
  let next = parks;
  const { make, all } = diaries((io) => next(io));
  const self: World = { to, sockets, now: 1000, async visit(does = parks) {
    next = does;
    const index = all.length;
    await dial();
    await until(() => all[index]?.calls.at(-1)?.startsWith('close') === true);
    return all[index]!;
  } };
  const { dial } = await rig(make, { limits, clock: { now: () => self.now } });
  return self;
}
const took = ['start', 'server answer', 'close ok'];
const opened = ['start', 'open ok', 'server answer', 'close ok'];

test('serves another client after its silence, and not a moment before', async () => {
  const one = await world({ parkedQuietMs: 20 });
  await one.visit();
  one.now += 19;
  expect((await one.visit()).calls).toEqual(opened);
  one.now += 1;
  expect((await one.visit()).calls).toEqual(took);
  expect(one.sockets).toHaveLength(2);
});

test('where all are too young, a younger one does not take their place', async () => {
  const one = await world({ parkedQuietMs: 20, parkedEach: 1 });
  await one.visit();
  one.now += 19;
  await one.visit();
  await until(() => one.sockets[1]!.destroyed || one.sockets[1]!.readableEnded);
  one.now += 1;
  expect((await one.visit()).calls).toEqual(took);
  expect(one.sockets[0]!.destroyed).toBe(false);
});

test('a server that said what nobody asked for is kept no more, for a minute', async () => {
  const one = await world();
  await one.visit();
  one.sockets[0]!.write('HTTP/1.1 200 OK\r\n\r\n');
  await until(() => one.sockets[0]!.destroyed || one.sockets[0]!.readableEnded);
  await one.visit();
  one.now += 59_999;
  expect((await one.visit()).calls).toEqual(opened);
  one.now += 1;
  await one.visit();
  expect((await one.visit()).calls).toEqual(took);
});

test('one that said why it closes is', async () => {
  const one = await world();
  await one.visit();
  one.sockets[0]!.write('HTTP/1.1 408 Request Timeout\r\n\r\n');
  await until(() => one.sockets[0]!.destroyed || one.sockets[0]!.readableEnded);
  await one.visit();
  expect((await one.visit()).calls).toEqual(took);
});

const stale = ['start', 'server resets closed-early', 'close ok'];

test.each<[string, (socket: Socket) => unknown]>([['bytes', (socket) => socket.write('for another')], ['its end', (socket) => socket.end()]])(
  '%s before what was sent is on the wire: no answer, a reset', async (_what, happens) => {
    const one = await world();
    await one.visit();
    const { calls, connection } = await one.visit((io) => ({ onStart: () => {
      // In the turn in which the leg is taken: it is in the kernel before the request, and nobody here has read it.
      io.take(one.to, undefined);
      io.send(SERVER, Buffer.from('y'));
      happens(one.sockets[0]!);
    }, onReset: () => io.close() }));
    expect([calls, connection.server?.state]).toEqual([stale, 'failed']);
  });

test.each<[string, (socket: Socket) => unknown]>([['bytes', (socket) => socket.write('for another')], ['its end', (socket) => socket.end()]])(
  '%s while it is held, nothing sent: a reset at once', async (_what, happens) => {
    const one = await world();
    await one.visit();
    const { calls } = await one.visit((io) => ({ onStart: () => {
      io.take(one.to, undefined);
      io.hold(SERVER);
      setTimeout(() => happens(one.sockets[0]!), 5);
    }, onReset: () => io.close() }));
    expect(calls).toEqual(stale);
    expect((await one.visit()).calls).toEqual(opened);
  });

test('after the first write a hold holds', async () => {
  const one = await world();
  await one.visit();
  const { calls } = await one.visit((io) => ({ onStart: () => {
    io.take(one.to, undefined);
    io.hold(SERVER);
    io.send(SERVER, Buffer.from('y'));
    io.timer(1, 50);
  }, onTimer: () => io.release(SERVER), onData: () => io.close() }));
  expect(calls).toEqual(['start', 'timer 1', 'server answer', 'close ok']);
});

test('much at once waits for the look, too, and arrives', async () => {
  const one = await world();
  await one.visit();
  let size = 0;
  one.sockets[0]!.on('data', (bytes) => (size += bytes.length));
  await one.visit((io) => ({ onStart: () => {
    io.take(one.to, undefined);
    for (let i = 0; i < 4; i++) io.send(SERVER, Buffer.alloc(16 * 1024));
  }, onData: () => io.close() }));
  await until(() => size === 4 * 16 * 1024);
  await pause(5);
  expect(size).toBe(4 * 16 * 1024);
});
