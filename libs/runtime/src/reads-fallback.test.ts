import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { CLIENT, other } from '@weir/core';
import { certificate, closeAll, contextOf, Ear, pause, rig, serve, until } from '../test/rig.ts';
import { readInto } from './reads.ts';

// A Node whose sockets cannot be made to read into our memory: what the real one has for it is taken away from all handles.

interface Handle {
  useUserBuffer?: unknown;
}

const restore: (() => void)[] = [];

/** Of the class that the handle inherits it from. */
function takeAway(socket: Socket): void {
  let owner = (socket as unknown as { readonly _handle: Handle })._handle;
  while (!Object.hasOwn(owner, 'useUserBuffer')) owner = Object.getPrototypeOf(owner) as Handle;
  const taken = owner.useUserBuffer;
  restore.push(() => (owner.useUserBuffer = taken));
  owner.useUserBuffer = undefined;
}

const pair = certificate('proxy.example');

beforeAll(async () => {
  const { port } = await serve((socket) => socket.resume());
  const socket = connect(port, '127.0.0.1');
  const secured = connectTls({ socket: connect(port, '127.0.0.1') });
  secured.on('error', () => undefined);
  takeAway(socket);
  takeAway(secured);
  expect([readInto(socket, () => true), readInto(secured, () => true)]).toEqual([false, false]);
  for (const each of [socket, secured]) each.destroy();
});

afterEach(closeAll);

afterAll(() => {
  for (const undo of restore) undo();
});

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test.each(['tcp', 'tls'])('there are data events: bytes of many connections arrive as they were, to slow readers too (%s)', async (kind) => {
  const bodies = Array.from({ length: 6 }, (_, n) => randomBytes(300_000 * n + 10));
  // Answers with what it was sent, when all of that has come.
  const server = await serve((socket) => void buffer(socket).then((bytes) => socket.end(bytes)));
  const { dial } = await rig((io) => ({
    onStart: () => {
      io.open({ host: '127.0.0.1', port: server.port });
      io.hold(CLIENT);
      if (kind === 'tls') io.secure(CLIENT, { protocol: 'tls', leaf: { names: ['proxy.example'] } });
    },
    onOpen: () => io.release(CLIENT),
    onData: (side, bytes) => io.send(other(side), bytes),
    onEnd: (side) => io.end(other(side)),
  }), { certs: { context: () => contextOf(pair) } });
  const heard = await Promise.all(bodies.map(async (body, n) => {
    const raw = await dial();
    const client = kind === 'tls' ? connectTls({ socket: raw, servername: 'proxy.example', ca: pair.cert, ...{ allowHalfOpen: true } }) : raw;
    client.end(body);
    await pause(20 * n);
    return buffer(client);
  }));
  expect(heard.map(digest)).toEqual(bodies.map(digest));
});

test('a side that is held keeps its bytes and its end, and tells them once it is released', async () => {
  const told: string[] = [];
  let release = (): void => undefined;
  const { dial } = await rig((io) => ({
    onStart: () => {
      io.hold(CLIENT);
      release = () => io.release(CLIENT);
    },
    onData: (_side, bytes) => void told.push(Buffer.from(bytes).toString()),
    onEnd: () => {
      told.push('end');
      io.close();
    },
  }));
  const client = await dial();
  client.end('early');
  await pause(30);
  expect(told).toEqual([]);
  release();
  await until(() => told.length === 2);
  expect(told).toEqual(['early', 'end']);
});

test('what a client goes on to send after the farewell is dropped, up to its bound', async () => {
  const { dial } = await rig((io) => ({ onData: () => io.close(), onEnd: () => undefined }), { linger: { flushMs: 5000, drainMs: 5000, drainBytes: 100_000 } });
  const client = await dial();
  const ear = new Ear(client);
  client.write(Buffer.alloc(10));
  await until(() => ear.ended);
  client.write(Buffer.alloc(50_000));
  await pause(30);
  expect(ear.closed).toBe(false);
  client.write(Buffer.alloc(5_000_000));
  await until(() => ear.closed);
  expect(ear.error).toBeDefined();
});
