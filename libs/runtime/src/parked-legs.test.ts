import { defaultLimits, ProxyError, SERVER, type Address, type Handler, type Io, type Limits, type TlsParams, type Via } from '@weir/core';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import { diaries, type Diary } from '../test/handlers.ts';
import { certificate, closeAll, pause, rig, serve, until, type Rig } from '../test/rig.ts';

afterEach(closeAll);

/** A server that answers each chunk, and its sockets. */
async function echo(): Promise<{ readonly to: Address; readonly sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const { port } = await serve((socket) => void sockets.push(socket.on('data', (bytes) => socket.write(`got ${bytes.toString()}`)).on('end', () => socket.end())));
  return { to: { host: '127.0.0.1', port }, sockets };
}

type Does = (io: Io, index: number) => Partial<Handler>;

async function rigged(does: Does, options: Parameters<typeof rig>[1] = {}): Promise<Rig & { readonly all: readonly Diary[] }> {
  const { make, all } = diaries((io, _connection, index) => does(io, index));
  return { ...await rig(make, options), all };
}

/** Takes a parked leg or opens one, says who it is, and parks the leg with the answer. */
function parking(to: Address): Does {
  return (io, index) => {
    const say = (): void => io.send(SERVER, Buffer.from(`${index}`));
    return {
      onStart: () => (io.take(to, undefined) ? say() : io.open(to)),
      onOpen: (error) => (error === undefined ? say() : io.close(error)),
      onData: (side) => {
        if (side !== SERVER) return;
        io.park();
        io.close();
      },
    };
  };
}

async function visit({ dial, all }: Rig & { readonly all: readonly Diary[] }): Promise<Diary> {
  const index = all.length;
  await dial();
  await until(() => all[index]?.calls.at(-1)?.startsWith('close') === true);
  return all[index]!;
}

test('one client after another is served by one leg, whose facts are told; only the first is logged as a connection', async () => {
  const { to, sockets } = await echo();
  const rigs = await rigged(parking(to));
  const first = await visit(rigs);
  const second = await visit(rigs);
  expect([first.calls, second.calls]).toEqual([['start', 'open ok', 'server got 0', 'close ok'], ['start', 'server got 1', 'close ok']]);
  expect(sockets).toHaveLength(1);
  const { server } = second.connection;
  expect(server).toEqual({ address: to, state: 'open', ip: '127.0.0.1', bound: { host: '127.0.0.1', port: sockets[0]!.remotePort }, reused: true, parked: true });
  expect(first.connection.server).toEqual({ address: to, state: 'open', ip: '127.0.0.1', bound: server!.bound });
  expect(rigs.log.map(({ name }) => name).filter((name) => name.startsWith('server-'))).toEqual(['server-connected', 'server-reused']);
});

test.each<[string, (socket: Socket) => unknown]>([['ends', (socket) => socket.end()], ['is reset', (socket) => socket.resetAndDestroy()], ['says something', (socket) => socket.write('HTTP/1.1 408 Late\r\n\r\n')]])(
  'a parked leg that %s serves nobody, and is closed', async (_what, happens) => {
    const { to, sockets } = await echo();
    const rigs = await rigged(parking(to));
    await visit(rigs);
    happens(sockets[0]!);
    await until(() => sockets[0]!.destroyed);
    expect((await visit(rigs)).calls).toContain('open ok');
    expect(sockets).toHaveLength(2);
  });

test('a leg that the server has closed at the worst moment: taken, then told to who took it', async () => {
  const { to, sockets } = await echo();
  let parked = false;
  const rigs = await rigged((io, index) => (index === 0 ? parking(to)(io, 0) : {
    onStart: () => {
      // In the same turn: the end is on its way, and nobody here can know.
      sockets[0]!.resetAndDestroy();
      parked = io.take(to, undefined);
      io.send(SERVER, Buffer.from('late'));
    },
    onReset: (_side, error) => io.close(error),
    onEnd: () => io.close(new ProxyError('closed-early', 'ended')),
  }));
  await visit(rigs);
  const second = await visit(rigs);
  expect(parked).toBe(true);
  expect(second.calls.slice(1)).toEqual([expect.stringMatching(/^server (resets|ends)/), expect.stringMatching(/^close (reset|closed-early)/)]);
});

test('is kept for its time, and not a moment longer', async () => {
  const { to, sockets } = await echo();
  let now = 1000;
  const rigs = await rigged(parking(to), { clock: { now: () => now }, limits: { parkedMs: 100 } });
  await visit(rigs);
  now += 99;
  expect((await visit(rigs)).calls).not.toContain('open ok');
  now += 100;
  expect((await visit(rigs)).calls).toContain('open ok');
  await until(() => sockets[0]!.destroyed);
  now += 100;
  await until(() => sockets[1]!.destroyed);
});

test('one that was taken and sent nothing is parked again, no younger; so when it is left for another', async () => {
  const { to, sockets } = await echo();
  let now = 1000;
  const elsewhere = await echo();
  const rigs = await rigged((io, index) => {
    if (index !== 1 && index !== 2) return parking(to)(io, index);
    return { onStart: () => {
      if (!io.take(to, undefined)) throw new Error('nothing is parked');
      if (index === 1) io.close();
      else io.open(elsewhere.to);
    }, onOpen: () => io.close() };
  }, { clock: { now: () => now }, limits: { parkedMs: 100 } });
  await visit(rigs);
  now += 60;
  await visit(rigs);
  await visit(rigs);
  now += 39;
  const last = await visit(rigs);
  expect([sockets.length, last.calls]).toEqual([1, ['start', 'server got 3', 'close ok']]);
  await rigs.dial();
});

const limited = async (limits: Partial<Limits>): Promise<{ readonly sockets: readonly Socket[]; readonly others: readonly Socket[] }> => {
  const [one, two] = [await echo(), await echo()];
  const opened: Io[] = [];
  const rigs = await rigged((io, index) => ({
    onStart: () => io.open(index < 2 ? one.to : two.to),
    onOpen: () => void opened.push(io),
  }), { limits });
  for (let i = 0; i < 4; i++) {
    await rigs.dial();
    await until(() => opened.length === i + 1);
  }
  for (const io of opened) io.park();
  await pause(20);
  return { sockets: one.sockets, others: two.sockets };
};
const alive = (sockets: readonly Socket[]): boolean[] => sockets.map((socket) => !socket.destroyed && !socket.readableEnded);

test('so many for a destination, so many in all: the oldest goes; with none nothing is parked', async () => {
  const each = await limited({ parkedEach: 1 });
  expect([alive(each.sockets), alive(each.others)]).toEqual([[false, true], [false, true]]);
  const all = await limited({ parkedLegs: 1 });
  expect([alive(all.sockets), alive(all.others)]).toEqual([[false, false], [false, true]]);
  const none = await limited({ parkedLegs: 0 });
  expect([alive(none.sockets), alive(none.others)]).toEqual([[true, true], [true, true]]);
});

test('a drain closes them, and none is parked after it', async () => {
  const { to, sockets } = await echo();
  const rigs = await rigged(parking(to));
  await visit(rigs);
  await rigs.proxy.drain();
  await until(() => sockets[0]!.destroyed || sockets[0]!.readableEnded);
});

test('not one whose bytes wait, and not one that is not open', async () => {
  const { to } = await echo();
  const seen: string[] = [];
  const rigs = await rigged((io) => ({
    onStart: () => {
      io.park();
      io.open(to);
      io.park();
    },
    onOpen: () => {
      io.send(SERVER, Buffer.from('x'));
      io.park();
    },
    onData: (_side, bytes) => {
      seen.push(String(bytes));
      io.close();
    },
  }));
  await visit(rigs);
  expect(seen).toEqual(['got x']);
});

test('what a client may not reach it does not reach by another\'s leg', async () => {
  const { to } = await echo();
  let forbidden = false;
  const guards = [() => (forbidden ? new ProxyError('destination-unknown', 'not for you') : undefined)];
  const rigs = await rigged(parking(to), { guards });
  await visit(rigs);
  forbidden = true;
  expect((await visit(rigs)).calls).toContain('open destination-unknown');
});

test('another destination, another way, another handshake: another leg', async () => {
  const pair = certificate('localhost', 'DNS:localhost,IP:127.0.0.1');
  const tls = createServer({ ...pair, ALPNProtocols: ['http/1.1'] }, (socket) => void socket.on('error', () => undefined).on('data', (bytes) => socket.write(bytes)));
  const { port } = await serve((socket) => void tls.emit('connection', socket));
  const to = { host: '127.0.0.1', port };
  const params: TlsParams = { protocol: 'tls', sni: 'localhost', alpn: ['http/1.1'] };
  const via: Via = { scheme: 'socks5', address: to };
  const takes: boolean[] = [];
  const rigs = await rigged((io, index) => (index === 0 ? {
    onStart: () => io.open(to),
    onOpen: () => io.secure(SERVER, params),
    onSecure: () => io.send(SERVER, Buffer.from('x')),
    onData: () => {
      io.park();
      io.close();
    },
  } : {
    onStart: () => {
      const others: [Address, Via | undefined, TlsParams?][] = [
        [{ host: 'localhost', port }, undefined, params], [{ host: to.host, port: 1 }, undefined, params], [to, via, params], [to, undefined], [to, undefined, { ...params, verify: 'none' }],
        [to, undefined, { ...params, alpn: [] }], [to, undefined, { protocol: 'tls', alpn: ['http/1.1'] }],
      ];
      for (const [host, way, tlsParams] of [...others, [to, undefined, { ...params, verify: 'full' as const }] as const]) takes.push(io.take(host, way, tlsParams));
      io.close();
    },
  }), { tls: { extraCa: [pair.cert] } });
  await visit(rigs);
  const second = await visit(rigs);
  expect(takes).toEqual([false, false, false, false, false, false, false, true]);
  expect(second.connection.server).toMatchObject({ parked: true, tls: { alpn: 'http/1.1', certificate: { commonName: 'localhost' } } });
});

test('the defaults are less than what servers keep', () => {
  expect(defaultLimits.parkedMs).toBeLessThan(5000);
});
