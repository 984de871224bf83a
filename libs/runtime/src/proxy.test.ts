import { createServer, type AddressInfo } from 'node:net';
import { CLIENT, ProxyError } from '@weir/core';
import { diaries, relay } from '../test/handlers.ts';
import { closeAll, Ear, dial as dialPort, pause, proxyOptions, rig, serve, until } from '../test/rig.ts';
import { createProxy, ListenError, type ProxyOptions } from './index.ts';

afterEach(closeAll);

const mute = diaries(() => ({})).make;

function listeningOn(host: string, port: number, spec: string, more: Partial<ProxyOptions> = {}): ReturnType<typeof createProxy> {
  const options = proxyOptions(mute, [], { spec });
  const modes = options.modes.map(({ mode }) => ({ mode, config: { spec, listen: { host, port } } }));
  return createProxy({ ...options, modes, ...more });
}

test('port 0 takes a free one; an empty host is both families', async () => {
  const proxy = listeningOn('', 0, 'test@0');
  const [listening] = await proxy.listen();
  expect(listening).toMatchObject({ mode: 'test@0', transport: 'tcp' });
  expect(['::', '0.0.0.0']).toContain(listening?.address);
  expect(proxy.addresses).toHaveLength(1);
  (await dialPort(listening?.port ?? 0)).destroy();
  await proxy.close();
});

test('a port in use is a ListenError with another port as a hint', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as AddressInfo;
  const error = await listeningOn('127.0.0.1', port, 'test').listen().then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ListenError);
  expect((error as ListenError).code).toBe('EADDRINUSE');
  expect((error as ListenError).message).toContain(`Try another port: --mode test@${port + 2}`);
  await expect(listeningOn('127.0.0.1', port, `test@${port}`).listen()).rejects.not.toThrow(/Try another port/);
  taken.close();
});

test('where one port cannot be opened, none stays open', async () => {
  const free = proxyOptions(mute, []);
  const [entry] = free.modes;
  if (entry === undefined) throw new Error('no mode');
  const proxy = createProxy({ ...free, modes: [entry, { mode: { ...entry.mode, listen: () => [{ via: 'wireguard', host: '', port: 0 }] }, config: entry.config }] });
  await expect(proxy.listen()).rejects.toThrow('listening by wireguard is not available here');
  expect(proxy.addresses).toEqual([]);
});

test('several processes may share a port', async () => {
  const first = listeningOn('127.0.0.1', 0, 'test', { reusePort: true });
  const [listening] = await first.listen();
  const second = listeningOn('127.0.0.1', listening?.port ?? 0, 'test', { reusePort: true });
  await second.listen();
  await first.close();
  await second.close();
});

test('says who connected and disconnected', async () => {
  const { dial, log, proxy } = await rig(diaries((io) => ({ onEnd: () => io.close() })).make);
  (await dial()).end('12345');
  await until(() => proxy.connections === 0 && log.length >= 3);
  expect(log.map((line) => line.name)).toEqual(['listening', 'client-connected', 'client-disconnected']);
  expect(log[2]?.fields).toMatchObject({ read: 5, written: 0, mode: 'test@127.0.0.1:0' });
});

test('a client that is not admitted is closed without a byte', async () => {
  const { dial, log, proxy } = await rig(mute, { admit: (ip) => (ip === '127.0.0.1' ? new ProxyError('destination-blocked', 'no entry') : undefined) });
  const ear = new Ear(await dial());
  await until(() => ear.ended || ear.closed);
  expect(ear.size).toBe(0);
  expect(log.at(-1)).toMatchObject({ name: 'client-refused', message: 'no entry' });
  const again = new Ear(await dial());
  await until(() => again.ended || again.closed);
  expect(log.filter((line) => line.name === 'client-refused')).toHaveLength(1);
  await proxy.close();
  expect(log.at(-1)).toMatchObject({ name: 'clients-refused', message: '2 connections of clients were refused' });
  expect(proxy.stats()).toEqual({ open: 0, accepted: 0, refused: 2, errors: {} });
});

test('connections beyond the bound are closed, and told once', async () => {
  const { dial, log, proxy } = await rig(mute, { maxConnections: 1 });
  await dial();
  await until(() => proxy.connections === 1);
  const ears = [new Ear(await dial()), new Ear(await dial())];
  await until(() => ears.every((ear) => ear.ended || ear.closed));
  expect(log.filter((line) => line.name === 'connections-full')).toHaveLength(1);
  expect(proxy.stats()).toEqual({ open: 1, accepted: 1, refused: 2, errors: {} });
});

test('an idle connection is closed, a busy one is not', async () => {
  const { make, all } = diaries(() => ({}));
  const { dial, proxy } = await rig(make, { limits: { idleMs: 80 } });
  await dial();
  await until(() => proxy.connections === 1);
  const busy = await dial();
  const feed = setInterval(() => busy.write('.'), 10);
  await until(() => all[0]?.calls.at(-1) === 'close idle-timeout');
  await pause(60);
  expect(all[1]?.calls.at(-1)).toBe('client .');
  clearInterval(feed);
});

test('drain lets connections finish', async () => {
  const { make, all } = diaries((io) => ({ onDrain: () => {
    io.send(CLIENT, Buffer.from('last words'));
    io.close();
  } }));
  const { dial, proxy, port } = await rig(make);
  const client = await dial();
  const ear = new Ear(client);
  client.on('end', () => client.end());
  await until(() => proxy.connections === 1);
  await proxy.drain();
  expect(ear.text).toBe('last words');
  expect(all[0]?.calls).toEqual(['start', 'drain', 'close ok']);
  await expect(dialPort(port)).rejects.toThrow('ECONNREFUSED');
});

test('drain closes what does not finish in time', async () => {
  const { make, all } = diaries(() => ({}));
  const { dial, proxy } = await rig(make, { limits: { drainMs: 40 } });
  const client = await dial();
  client.on('end', () => client.end());
  await until(() => proxy.connections === 1);
  await proxy.drain();
  expect(all[0]?.calls).toEqual(['start', 'drain', 'close shutdown']);
  expect(proxy.connections).toBe(0);
});

test('a handler that takes over during a drain is told of it', async () => {
  const next = diaries((io) => ({ onDrain: () => io.close() }));
  const { make } = diaries((io, connection) => ({ onDrain: () => io.become(next.make(io, connection)) }));
  const { dial, proxy } = await rig(make);
  const client = await dial();
  client.on('end', () => client.end()).resume();
  await until(() => proxy.connections === 1);
  await proxy.drain();
  expect(next.all[0]?.calls).toEqual(['start', 'drain', 'close ok']);
});

test('a connection to ourselves is refused', async () => {
  let port = 0;
  const { make, all } = diaries((io) => ({ onStart: () => io.open({ host: 'localhost', port }) }));
  const started = await rig(make);
  port = started.port;
  await started.dial();
  await until(() => all[0]?.calls.length === 2);
  expect(all[0]?.calls[1]).toBe('open destination-unknown');
});

test('what a client may not reach is refused, but for what the configuration names', async () => {
  const { port } = await serve((socket) => socket.end());
  const to = { host: '127.0.0.1', port };
  const { make, all } = diaries((io) => ({ onStart: () => io.open(to) }));
  const guards = [() => new ProxyError('destination-blocked', 'not for you')];
  await (await rig(make, { guards })).dial();
  await until(() => all[0]?.calls.length === 2);
  expect(all[0]?.calls[1]).toBe('open destination-blocked');
  const { make: configured, all: others } = diaries((io, connection) => ({
    onStart: () => {
      connection.configured = to;
      io.open(to);
    },
  }));
  await (await rig(configured, { guards })).dial();
  await until(() => (others[0]?.calls.length ?? 0) >= 2);
  expect(others[0]?.calls[1]).toBe('open ok');
});

test('where a redirected connection was going is its destination', async () => {
  const { make, all } = diaries(() => ({}));
  const options = proxyOptions(make, [], { originalDestination: () => ({ host: '10.1.2.3', port: 80 }) });
  const [entry] = options.modes;
  if (entry === undefined) throw new Error('no mode');
  const redirected = { mode: { ...entry.mode, listen: () => [{ via: 'tcp', host: '127.0.0.1', port: 0, originalDestination: true }] as const }, config: entry.config };
  const proxy = createProxy({ ...options, modes: [redirected] });
  const [listening] = await proxy.listen();
  await dialPort(listening?.port ?? 0);
  await until(() => all.length === 1);
  expect(all[0]?.connection).toMatchObject({ destination: { host: '10.1.2.3', port: 80 }, local: { host: '127.0.0.1', port: listening?.port } });
  await proxy.close();
  await expect(createProxy({ ...proxyOptions(make, []), modes: [redirected] }).listen()).rejects.toThrow('original destination');
});

test('a hundred connections at once', async () => {
  const server = await serve((socket) => socket.pipe(socket));
  const { make } = diaries(relay(server.port));
  const { dial, proxy } = await rig(make);
  const ears = await Promise.all(Array.from({ length: 100 }, async (_unused, i) => {
    const client = await dial();
    const ear = new Ear(client);
    client.end(`number ${i}`);
    return ear;
  }));
  await until(() => ears.every((ear) => ear.ended) && proxy.connections === 0);
  expect(ears.every((ear, i) => ear.text === `number ${i}`)).toBe(true);
});
