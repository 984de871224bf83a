import { connect, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { CLIENT, SERVER, type Connection, type Handler, type Io, type Via } from '@weir/core';
import { Diary, diaries } from '../test/handlers.ts';
import { certificate, closeAll, contextOf, dial as dialPort, Ear, rig, serve, until, type Rig } from '../test/rig.ts';

// A side that is waited for is waited for longer than any test takes.
const options = { linger: { flushMs: 60_000, drainMs: 60_000, drainBytes: 1024 * 1024 } };
const size = 8 * 1024 * 1024;

afterEach(closeAll);

/** How many connections the proxy has when this turn is over. */
function afterThis(open: number[], rigged: () => Rig): void {
  process.nextTick(() => open.push(rigged().proxy.connections));
}

describe('a peer that has ended', () => {
  async function ended(answer: number): Promise<{ readonly client: Socket; readonly ear: Ear; readonly open: readonly number[]; readonly proxy: Rig['proxy'] }> {
    const open: number[] = [];
    const running: Rig = await rig(diaries((io) => ({ onEnd: () => {
      io.send(CLIENT, Buffer.alloc(answer, 'a'));
      io.close();
      afterThis(open, () => running);
    } })).make, options);
    const client = await running.dial();
    client.pause().end();
    await until(() => open.length === 1);
    return { client, ear: new Ear(client.resume()), open, proxy: running.proxy };
  }

  test('is not waited for where the kernel has all of the answer, and reads all of it, and its end', async () => {
    const { ear, open } = await ended(16 * 1024);
    expect(open).toEqual([0]);
    await until(() => ear.ended && ear.closed);
    expect([ear.size, ear.error]).toEqual([16 * 1024, undefined]);
  });

  test('and has not read yet: what waits here is flushed before', async () => {
    const { ear, open, proxy } = await ended(size);
    expect(open).toEqual([1]);
    await until(() => ear.ended);
    expect([ear.size, ear.error]).toEqual([size, undefined]);
    await until(() => proxy.connections === 0);
  });
});

/** Asks a server that answers and does not end, after its client has ended; `does` is done with the answer. */
async function asking(does: (io: Io, connection: Connection) => void, server: (socket: Socket) => void = () => undefined) {
  const open: number[] = [];
  const ears: Ear[] = [];
  const sockets: Socket[] = [];
  const { port } = await serve((socket) => {
    sockets.push(socket);
    ears.push(new Ear(socket));
    server(socket);
    socket.once('data', () => socket.write('done'));
  });
  const { make, all } = diaries((io, connection) => ({
    onEnd: (side) => side === CLIENT && io.open({ host: '127.0.0.1', port }),
    onOpen: () => io.send(SERVER, Buffer.from('ask')),
    onData: () => {
      does(io, connection);
      afterThis(open, () => running);
    },
  }));
  const running = await rig(make, options);
  (await running.dial()).end();
  await until(() => open.length === 1);
  return { open, ear: ears[0]!, socket: sockets[0]!, all, ...running };
}

const closing = (io: Io): Partial<Handler> => ({ onStart: () => io.close() });

test.each<[string, number, (io: Io, connection: Connection) => void]>([
  ['the handler says that it waits for nothing', 0, (io) => (io.stop(SERVER, 0), io.close())],
  ['it says nothing of the kind', 1, (io) => io.close()],
  ['it says so of the other side', 1, (io) => (io.stop(CLIENT, 0), io.close())],
  ['it has closed before it says so', 1, (io) => (io.close(), io.stop(SERVER, 0))],
  ['the handler before it has said so', 1, (io, connection) => (io.stop(SERVER, 0), io.become(new Diary(io, connection, closing(io))))],
])('a server that does not end, where %s: connections that are left are %d; it is told our end after all that was sent', async (_what, left, does) => {
  const { ear, open, proxy, socket } = await asking(does);
  expect(open).toEqual([left]);
  await until(() => ear.ended);
  expect([ear.text, ear.error, proxy.connections]).toEqual(['ask', undefined, left]);
  socket.end();
  await until(() => proxy.connections === 0);
});

test('a client is as any other side', async () => {
  const open: number[] = [];
  const running: Rig = await rig(diaries((io) => ({ onData: () => {
    io.send(CLIENT, Buffer.from('bye'));
    io.stop(CLIENT, 0);
    io.close();
    afterThis(open, () => running);
  } })).make, options);
  const client = await running.dial();
  const ear = new Ear(client);
  client.write('x');
  await until(() => ear.ended);
  expect([ear.text, open]).toEqual(['bye', [0]]);
});

test('a side that is stopped is heard until the connection closes', async () => {
  const { all, socket } = await asking((io) => io.stop(SERVER, 0));
  socket.end('and more');
  await until(() => all[0]!.calls.at(-1) === 'server ends');
  expect(all[0]!.calls.slice(-3)).toEqual(['server done', 'server and more', 'server ends']);
});

test('what waits here for a side that is stopped is flushed before, however slowly it is read', async () => {
  const { ear, open, proxy, socket } = await asking((io) => {
    io.send(SERVER, Buffer.alloc(size));
    io.stop(SERVER, 0);
    io.close();
  }, (socket) => socket.once('data', () => socket.pause()));
  expect(open).toEqual([1]);
  socket.resume();
  await until(() => ear.ended);
  expect([ear.size, ear.error]).toEqual([size + 'ask'.length, undefined]);
  socket.end();
  await until(() => proxy.connections === 0);
});

test('one that goes on speaking is told by RST, and nobody else is', async () => {
  const { ear, open, socket, log, dial, all } = await asking((io) => {
    io.stop(SERVER, 0);
    io.close();
  });
  expect(open).toEqual([0]);
  const speaking = setInterval(() => socket.write('more'), 1);
  await until(() => ear.closed);
  clearInterval(speaking);
  expect(ear.error?.code).toMatch(/^(ECONNRESET|EPIPE)$/);
  (await dial()).end();
  await until(() => all[1]?.calls.includes('server done') === true);
  expect(log.filter(({ level }) => level === 'error')).toEqual([]);
});

describe('a leg that was stopped, and is used again, is waited for', () => {
  const idle = async (count: number[], running: () => Rig) => serve((socket) => {
    socket.on('data', () => socket.write('done')).on('end', () => {
      count.push(running().proxy.connections);
      socket.end();
    });
  });

  test('by another connection that takes it', async () => {
    const left: number[] = [];
    const { port } = await idle(left, () => running);
    const to = { host: '127.0.0.1', port };
    const { make, all } = diaries((io, _connection, index) => ({
      onEnd: (side) => {
        if (side === CLIENT && (index === 0 || !io.take(to, undefined))) io.open(to);
        else if (side === CLIENT) io.send(SERVER, Buffer.from('ask'));
      },
      onOpen: () => io.send(SERVER, Buffer.from('ask')),
      onData: () => {
        if (index === 0) {
          io.stop(SERVER, 0);
          io.park();
        }
        io.close();
      },
    }));
    const running: Rig = await rig(make, options);
    for (const index of [0, 1]) {
      (await running.dial()).end();
      await until(() => all[index]?.calls.at(-1) === 'close ok');
    }
    await until(() => left.length === 1);
    expect(all[1]!.calls).toEqual(['start', 'client ends', 'server done', 'close ok']);
    expect(left).toEqual([1]);
  });

  test('for another destination of the same connection', async () => {
    const left: number[] = [];
    const { port } = await idle(left, () => running);
    const via: Via = { scheme: 'http', address: { host: '127.0.0.1', port }, forward: true };
    let opened = 0;
    const { make, all } = diaries((io) => ({
      onEnd: (side) => side === CLIENT && io.open({ host: 'a', port: 80 }, via),
      onOpen: () => {
        if (opened++ > 0) return io.close();
        io.stop(SERVER, 0);
        io.open({ host: 'b', port: 80 }, via);
      },
    }));
    const running: Rig = await rig(make, options);
    (await running.dial()).end();
    await until(() => left.length === 1);
    expect(all[0]!.connection.server).toMatchObject({ address: { host: 'b', port: 80 }, reused: true });
    expect(left).toEqual([1]);
  });
});

describe('over TLS', () => {
  const pair = certificate('good.example');
  const certs = { context: () => contextOf(pair) };

  /** Passes bytes on, and knows of what kind the records from one end are. */
  async function recorder(to: number, from: 'who connects' | 'who is connected to', onEnd: () => void) {
    const bytes: Buffer[] = [];
    const { port } = await serve((socket) => {
      const onward = connect({ host: '127.0.0.1', port: to, allowHalfOpen: true });
      onward.on('error', () => undefined);
      socket.on('close', () => onward.destroy());
      socket.pipe(onward);
      onward.pipe(socket);
      (from === 'who connects' ? socket : onward).on('data', (chunk) => void bytes.push(chunk)).on('end', onEnd);
    });
    return { port, types: () => recordTypes(Buffer.concat(bytes)) };
  }

  test('a server that is stopped is told by close_notify, and waited for', async () => {
    const open: number[] = [];
    const sockets: Socket[] = [];
    const server = createTlsServer({ ...pair, maxVersion: 'TLSv1.2', allowHalfOpen: true }, (socket) => {
      sockets.push(socket);
      socket.on('data', () => socket.write('done'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const between = await recorder((server.address() as AddressInfo).port, 'who connects', () => open.push(running.proxy.connections));
    const { make } = diaries((io) => ({
      onEnd: (side) => side === CLIENT && io.open({ host: '127.0.0.1', port: between.port }),
      onOpen: () => io.secure(SERVER, { protocol: 'tls', verify: 'none' }),
      onSecure: () => io.send(SERVER, Buffer.from('ask')),
      onData: () => {
        io.stop(SERVER, 0);
        io.close();
      },
    }));
    const running: Rig = await rig(make, options);
    (await running.dial()).end();
    await until(() => open.length === 1);
    expect([open, between.types().at(-1)]).toEqual([[1], alert]);
    sockets[0]!.end();
    await until(() => running.proxy.connections === 0);
    server.close();
  });

  test('a client that has ended is told by close_notify', async () => {
    const { make } = diaries((io) => ({
      onData: (_side, head) => io.secure(CLIENT, { protocol: 'tls', head, leaf: { names: ['good.example'] } }),
      onEnd: () => io.close(),
    }));
    const running = await rig(make, { ...options, certs });
    let ends = 0;
    const between = await recorder(running.port, 'who is connected to', () => ends++);
    const client = connectTls({ socket: await dialPort(between.port), servername: 'good.example', ca: pair.cert, maxVersion: 'TLSv1.2' });
    client.once('secureConnect', () => client.end());
    await until(() => ends === 1);
    expect(between.types().at(-1)).toBe(alert);
    await until(() => running.proxy.connections === 0);
  });
});

/** The kind of record that close_notify is (RFC 5246, 6.2.1). */
const alert = 21;

function recordTypes(bytes: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at < bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) types.push(bytes[at]!);
  return types;
}
