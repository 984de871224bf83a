import { once } from 'node:events';
import { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { jest } from '@jest/globals';
import { CLIENT, other, SERVER } from '@weir/core';
import { certificate, closeAll, contextOf, Ear, pause, rig, serve, until } from '../test/rig.ts';
import { readInto, ReadMemory, slabs } from './reads.ts';

afterEach(closeAll);

/** A socket that a server has accepted, and its peer. */
async function pair(): Promise<{ readonly accepted: Socket; readonly peer: Socket }> {
  const accepted = Promise.withResolvers<Socket>();
  const server = await serve((socket) => accepted.resolve(socket));
  const peer = new Socket({ allowHalfOpen: true }).connect(server.port, '127.0.0.1');
  peer.on('error', () => undefined);
  return { accepted: await accepted.promise, peer };
}

test('this Node reads into memory that is used again', async () => {
  const { accepted, peer } = await pair();
  const told: string[] = [];
  const memory = new ReadMemory();
  let events = 0;
  expect(readInto(accepted, (length) => told.push(Buffer.from(memory.copy(length)).toString()) > 0)).toBe(true);
  accepted.on('data', () => events++);
  accepted.resume();
  peer.write('one');
  await until(() => told.length === 1);
  peer.write('two');
  await until(() => told.length === 2);
  const end = once(accepted, 'end');
  peer.end();
  await end;
  expect([told, events]).toEqual([['one', 'two'], 0]);
  peer.destroy();
});

test('false stops reading, resume goes on', async () => {
  const { accepted, peer } = await pair();
  let read = 0;
  readInto(accepted, (length) => {
    read += length;
    return false;
  });
  accepted.resume();
  const size = 200_000;
  peer.write(Buffer.alloc(size));
  await until(() => read > 0);
  const first = read;
  await pause(30);
  expect([read, first < size]).toEqual([first, true]);
  while (read < size) {
    accepted.resume();
    await pause(5);
  }
  peer.destroy();
});

test('a socket without a handle has none of it', () => {
  expect(readInto(new Socket(), () => true)).toBe(false);
});

test('a short read is copied, a long one is lent', () => {
  const memory = new ReadMemory();
  const heard: Uint8Array[] = [];
  const lentWhile: boolean[] = [];
  const hear = (to: Uint8Array[], bytes: Uint8Array): void => {
    to.push(bytes);
    lentWhile.push(slabs.lentOf(bytes) !== undefined);
  };
  for (const length of [100, 15_000, 15_000]) memory.deliver(length, hear, heard);
  expect(heard.map((bytes) => bytes.length)).toEqual([100, 15_000, 15_000]);
  expect([lentWhile, slabs.lent]).toEqual([[false, true, true], undefined]);
  // Nobody has sent it on: it was free again.
  expect(heard[2]!.buffer).toBe(heard[1]!.buffer);
});

test('what is lent within a delivery leaves the outer one lent', () => {
  const [one, another] = [new ReadMemory(), new ReadMemory()];
  const seen: boolean[] = [];
  one.deliver(10_000, (_to, outer) => {
    another.deliver(10_000, (_inner, inner) => seen.push(slabs.lentOf(inner) !== undefined, slabs.lentOf(outer) !== undefined), 0);
    seen.push(slabs.lentOf(outer) !== undefined);
  }, 0);
  expect(seen).toEqual([true, false, true]);
});

describe('a socket whose reads are long', () => {
  /** Hears what comes until all of `body` has, and how long each piece was; keeps what `keeps` says as if it were on its way. */
  async function read(body: Buffer, keeps = false): Promise<{ readonly lengths: number[]; readonly whole: Buffer; readonly memory: ReadMemory; readonly peer: Socket; readonly accepted: Socket }> {
    const { accepted, peer } = await pair();
    const memory = new ReadMemory();
    const lengths: number[] = [];
    const parts: Buffer[] = [];
    let length = 0;
    readInto(accepted, (read) => {
      memory.deliver(read, (_to, bytes) => {
        lengths.push(bytes.length);
        length += bytes.length;
        parts.push(Buffer.from(bytes));
        const slab = slabs.lentOf(bytes);
        if (keeps && slab !== undefined) slab.users++;
      }, undefined);
      return true;
    });
    peer.write(body);
    await pause(20);
    accepted.resume();
    await until(() => length === body.length);
    return { lengths, whole: Buffer.concat(parts), memory, peer, accepted };
  }

  test('reads more at a time, into memory of its own, until they are short again', async () => {
    const body = pattern(1_000_000);
    const { lengths, whole, memory, peer, accepted } = await read(body);
    expect([whole.equals(body), lengths[0], Math.max(...lengths)]).toEqual([true, 16_384, 131_072]);
    const before = lengths.length;
    peer.write('short');
    await until(() => lengths.length > before);
    peer.write(pattern(60_000));
    await until(() => lengths.slice(before).reduce((sum, length) => sum + length, 0) === 60_005);
    expect(lengths[before + 1]).toBeLessThanOrEqual(16_384);
    memory.close();
    peer.destroy();
    accepted.destroy();
  });

  test('does not read over what is still on its way', async () => {
    const take = jest.spyOn(slabs, 'takeLarge');
    const body = pattern(600_000);
    const { whole, memory, peer, accepted } = await read(body, true);
    const made = take.mock.results.map(({ value }) => value as { users: number; memory: Uint8Array } | undefined);
    expect([whole.equals(body), made.length > 2, new Set(made.map((slab) => slab?.memory)).size]).toEqual([true, true, made.length]);
    memory.close();
    // The test is the last user of all but the one for the next read.
    expect(made.map((slab) => slab!.users)).toEqual(made.map((_, at) => (at < made.length - 1 ? 1 : 0)));
    for (const slab of made.slice(0, -1)) slabs.release(slab!);
    take.mockRestore();
    peer.destroy();
    accepted.destroy();
  });

  test('gives its memory back when it has heard all there was, where others may want it', () => {
    const taken = Array.from({ length: 40 }, () => slabs.takeLarge()!);
    const release = jest.spyOn(slabs, 'release');
    const memory = new ReadMemory();
    memory.deliver(16_384, () => undefined, undefined);
    memory.deliver(131_072, () => undefined, undefined);
    const gaveBack = (): boolean => release.mock.calls.some(([slab]) => slab.memory.length === 131_072);
    expect(gaveBack()).toBe(false);
    memory.deliver(131_071, () => undefined, undefined);
    expect(gaveBack()).toBe(true);
    release.mockRestore();
    for (const slab of taken) slabs.release(slab);
  });

  test('goes on with short ones where no large memory is to be had', async () => {
    const taken = Array.from({ length: 64 }, () => slabs.takeLarge()!);
    expect(slabs.takeLarge()).toBeUndefined();
    const body = pattern(300_000);
    const { lengths, whole, peer, accepted } = await read(body);
    expect([whole.equals(body), Math.max(...lengths)]).toEqual([true, 16_384]);
    for (const slab of taken) slabs.release(slab);
    peer.destroy();
    accepted.destroy();
  });

  test.each([
    ['close', 'release'],
    ['leave', 'giveUp'],
  ] as const)('has no memory after `%s`: %s, once', (end, how) => {
    const memory = new ReadMemory();
    memory.deliver(16_384, () => undefined, undefined);
    const spy = jest.spyOn(slabs, how);
    memory[end]();
    memory[end]();
    expect(spy).toHaveBeenCalledTimes(1);
    spy.mockRestore();
    // What ends within a delivery takes no more.
    const ending = new ReadMemory();
    ending.deliver(16_384, () => ending[end](), undefined);
    const after = jest.spyOn(slabs, how);
    ending[end]();
    expect(after).not.toHaveBeenCalled();
    after.mockRestore();
  });
});

/** Bytes that differ all along, so that memory which was used again too early shows. */
function pattern(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i + 4 <= size; i += 4) bytes.writeUInt32LE(Math.imul(i, 2_654_435_761) >>> 0, i);
  return bytes;
}

test('bytes that wait for slow readers stay what they were', async () => {
  const body = pattern(3_000_000);
  const server = await serve((socket) => void socket.end(body));
  const { dial } = await rig((io) => ({
    onStart: () => io.open({ host: '127.0.0.1', port: server.port }),
    onData: (side, bytes) => io.send(other(side), bytes),
    onEnd: (side) => io.end(other(side)),
  }));
  const clients = await Promise.all(Array.from({ length: 8 }, () => dial()));
  const heard = await Promise.all(clients.map(async (client, n) => {
    await pause(20 * n);
    return buffer(client);
  }));
  expect(heard.map((bytes) => Buffer.compare(bytes, body))).toEqual(heard.map(() => 0));
});

test('bytes that a held side had sent come later, unharmed by what others read meanwhile', async () => {
  const server = await serve((socket) => socket.resume());
  const first = pattern(60_000);
  const heard: Buffer[] = [];
  let release = (): void => undefined;
  const { dial } = await rig((io) => ({
    onStart: () => {
      io.open({ host: '127.0.0.1', port: server.port });
      io.hold(CLIENT);
      release = () => io.release(CLIENT);
    },
    onData: (side, bytes) => {
      if (side === CLIENT) heard.push(Buffer.from(bytes));
    },
    onEnd: () => io.end(SERVER),
  }));
  const client = await dial();
  client.write(first);
  const { dial: noise } = await rig((io) => ({ onData: (side, bytes) => io.send(side, bytes), onEnd: () => io.end(CLIENT) }));
  const loud = await noise();
  const ear = new Ear(loud);
  loud.end(Buffer.alloc(500_000, 'z'));
  await until(() => ear.ended);
  release();
  await until(() => heard.reduce((sum, bytes) => sum + bytes.length, 0) === first.length);
  expect(Buffer.compare(Buffer.concat(heard), first)).toBe(0);
});

test('no more memory is lent than is on its way, also where something always waits', async () => {
  const allocate = jest.spyOn(Buffer, 'allocUnsafeSlow');
  const pair = certificate('proxy.example');
  const context = contextOf(pair);
  let heard = 0;
  const server = await serve((socket) => {
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.length;
      // The next piece of 8 KB comes when this one was heard: the proxy has one of them at a time.
      if (heard % 8000 === 0) socket.write(Buffer.alloc(8000, 's'));
    });
  });
  const { dial } = await rig((io) => ({
    onStart: () => {
      io.open({ host: '127.0.0.1', port: server.port });
      io.secure(CLIENT, { protocol: 'tls', leaf: { names: ['proxy.example'] } });
    },
    onData: (side, bytes) => io.send(other(side), bytes),
    onEnd: () => io.close(),
  }), { certs: { context: () => context } });
  const client = connectTls({ socket: await dial(), servername: 'proxy.example', ca: pair.cert });
  let echoed = 0;
  client.on('data', (bytes: Buffer) => {
    echoed += bytes.length;
    if (echoed % 8000 === 0 && echoed < 800_000) client.write(Buffer.alloc(8000, 'c'));
  });
  client.write(Buffer.alloc(8000, 'c'));
  await until(() => echoed === 800_000);
  expect(allocate.mock.calls.filter(([size]) => size === 64 * 1024).length).toBeLessThan(10);
  client.destroy();
});

test.each(['within the call', 'in the same tick', 'later'])('a side that is held and released for each read goes on: %s', async (when) => {
  const body = pattern(2_000_000);
  const server = await serve((socket) => void socket.end(body));
  const { dial } = await rig((io) => ({
    onStart: () => io.open({ host: '127.0.0.1', port: server.port }),
    onData: (side, bytes) => {
      io.send(other(side), bytes);
      io.hold(side);
      if (when === 'within the call') io.release(side);
      else if (when === 'in the same tick') process.nextTick(() => io.release(side));
      else setImmediate(() => io.release(side));
    },
    onEnd: (side) => io.end(other(side)),
  }));
  expect(Buffer.compare(await buffer(await dial()), body)).toBe(0);
});

test('the reset of a peer that is held is told when it is released', async () => {
  const told: string[] = [];
  let release = (): void => undefined;
  const { dial } = await rig((io) => ({
    onStart: () => {
      io.hold(CLIENT);
      release = () => io.release(CLIENT);
    },
    onData: () => void told.push('data'),
    onEnd: () => void told.push('end'),
    onReset: (_side, { code }) => {
      told.push(code);
      io.close();
    },
  }));
  const client = await dial();
  client.on('error', () => undefined);
  await pause(20);
  client.resetAndDestroy();
  await pause(20);
  expect(told).toEqual([]);
  release();
  await until(() => told.length > 0);
  expect(told).toEqual(['reset']);
});
