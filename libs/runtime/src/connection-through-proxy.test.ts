import { createServer, type TLSSocket } from 'node:tls';
import { connect, type Socket } from 'node:net';
import { CLIENT, defaultLimits, SERVER, type Connection, type Handler, type Io, type Via } from '@weir/core';
import { tunnelDialogue } from '@weir/protocols';
import { Diary, diaries } from '../test/handlers.ts';
import { certificate, closeAll, Ear, pause, rig, serve, until, type Make, type Rig } from '../test/rig.ts';

afterEach(closeAll);

const originCertificate = certificate('origin.example');
const proxyCertificate = certificate('localhost');
const established = 'HTTP/1.1 200 OK\r\n\r\n';

/** Connections that may go through proxies, whose certificates are trusted. */
function throughProxies(make: Make): Promise<Rig> {
  return rig(make, {
    protocols: { start: () => { throw new Error('not used'); }, tunnel: (to, via) => tunnelDialogue(to, via, defaultLimits) },
    tls: { extraCa: [originCertificate.cert, proxyCertificate.cert] },
  });
}

async function serveTls(pair: typeof originCertificate, onSocket: (socket: TLSSocket) => void): Promise<number> {
  const tls = createServer(pair, (socket) => onSocket(socket.on('error', () => undefined)));
  tls.on('tlsClientError', () => undefined);
  return (await serve((socket) => void tls.emit('connection', socket))).port;
}

/** Answers a CONNECT, whatever it is for, with a tunnel to `port`; counts its tunnels. */
function tunnelTo(port: number, tunnels: Socket[] = []): (socket: Socket) => void {
  return (socket) => void socket.once('data', () => {
    const origin = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    tunnels.push(origin);
    origin.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => origin.destroy());
    socket.write(established);
    socket.pipe(origin);
    origin.pipe(socket);
  });
}

/** A handler that opens as told when its client has sent something, and is otherwise the test's. */
const opener = (to: Parameters<Io['open']>, does: (io: Io, connection: Connection) => Partial<Handler> = () => ({})) =>
  diaries((io, connection) => ({ onStart: () => io.open(...to), ...does(io, connection) }));

test('TLS with the origin inside TLS with the proxy: each is verified by its own name, the flow\'s facts are the origin\'s', async () => {
  const echo = await serveTls(originCertificate, (socket) => void socket.on('data', (bytes) => socket.end(`echo ${bytes.toString()}`)));
  const port = await serveTls(proxyCertificate, tunnelTo(echo));
  const via: Via = { scheme: 'https', address: { host: 'localhost', port } };
  const { make, all } = opener([{ host: 'origin.example', port: 443 }, via], (io) => ({
    onOpen: () => io.secure(SERVER, { protocol: 'tls', sni: 'origin.example', alpn: [] }),
    onSecure: () => io.send(SERVER, Buffer.from('hello')),
  }));
  await (await throughProxies(make)).dial();
  await until(() => all[0]?.calls.includes('server ends') === true);
  expect(all[0]?.calls).toEqual(['start', 'open ok', 'secure server ok', 'server echo hello', 'server ends']);
  const { server } = all[0]!.connection;
  expect(server).toMatchObject({ address: { host: 'origin.example', port: 443 }, via, tls: { certificate: { commonName: 'origin.example' } } });
  expect(server?.ip).toBeUndefined();
});

test('an origin inside a tunnel that is not trusted', async () => {
  const echo = await serveTls(certificate('origin.example'), () => undefined);
  const port = await serveTls(proxyCertificate, tunnelTo(echo));
  const { make, all } = opener([{ host: 'origin.example', port: 443 }, { scheme: 'https', address: { host: 'localhost', port } }], (io) => ({
    onOpen: () => io.secure(SERVER, { protocol: 'tls', sni: 'origin.example' }),
  }));
  await (await throughProxies(make)).dial();
  await until(() => all[0]?.calls.length === 3);
  expect(all[0]?.calls.at(-1)).toBe('secure server tls-server-untrusted');
});

test('a reset of TLS inside TLS reaches the proxy, at whatever time', async () => {
  const tunnels: Socket[] = [];
  const echo = await serveTls(originCertificate, () => undefined);
  const port = await serveTls(proxyCertificate, tunnelTo(echo, tunnels));
  const via: Via = { scheme: 'https', address: { host: 'localhost', port } };
  const { make, all } = diaries((io, _connection, index) => ({
    onStart: () => io.open({ host: 'origin.example', port: 443 }, via),
    onOpen: () => {
      io.secure(SERVER, { protocol: 'tls', sni: 'origin.example' });
      if (index === 0) io.reset(SERVER);
    },
    onSecure: () => io.reset(SERVER),
  }));
  const { dial, log } = await throughProxies(make);
  await dial();
  await dial();
  await until(() => tunnels.length === 2 && tunnels.every((tunnel) => tunnel.destroyed));
  expect(log.filter(({ name }) => name === 'internal')).toEqual([]);
  expect(all.map(({ calls }) => calls.includes('secure server ok'))).toEqual([false, true]);
});

test('a proxy that breaks down under TLS with the origin: an end or a reset, and nothing stays', async () => {
  const raw: Socket[] = [];
  const echo = await serveTls(originCertificate, () => undefined);
  const tls = createServer(proxyCertificate, (socket) => tunnelTo(echo)(socket.on('error', () => undefined)));
  const { port } = await serve((socket) => {
    raw.push(socket);
    tls.emit('connection', socket);
  });
  const { make, all } = diaries((io) => ({
    onStart: () => io.open({ host: 'origin.example', port: 443 }, { scheme: 'https', address: { host: 'localhost', port } }),
    onOpen: () => io.secure(SERVER, { protocol: 'tls', sni: 'origin.example' }),
    onEnd: () => io.close(),
    onReset: () => io.close(),
  }));
  const { dial, proxy } = await throughProxies(make);
  const secured = (index: number) => all[index]?.calls.includes('secure server ok') === true;
  for (const [index, fall] of [(socket: Socket) => socket.resetAndDestroy(), (socket: Socket) => socket.end()].entries()) {
    await dial();
    await until(() => secured(index));
    fall(raw[index]!);
    await until(() => proxy.connections === 0, `the end of ${index}`);
  }
  expect(all.map(({ calls }) => calls.slice(3))).toEqual([['server resets reset', 'close ok'], ['server ends', 'close ok']]);
});

test('the server\'s first bytes, which came with the proxy\'s answer: before all others, and held where the handler says so', async () => {
  const { port } = await serve((socket) => void socket.once('data', () => {
    socket.write(`${established}one `);
    setTimeout(() => socket.end('two'), 10);
  }));
  const { make, all } = diaries((io, _connection, index) => ({
    onStart: () => io.open({ host: 'a', port: 1 }, { scheme: 'http', address: { host: '127.0.0.1', port } }),
    onOpen: () => {
      if (index === 1) io.hold(SERVER);
    },
    onData: (side) => {
      if (side === CLIENT) io.release(SERVER);
    },
  }));
  const { dial } = await throughProxies(make);
  await dial();
  const second = await dial();
  await until(() => all[0]?.calls.includes('server ends') === true);
  await pause(20);
  expect(all[1]?.calls).toEqual(['start', 'open ok']);
  second.write('go');
  await until(() => all[1]?.calls.includes('server ends') === true);
  for (const diary of all) expect(said(diary)).toBe('one two');
});

test('first bytes that a handshake takes up are TLS\'s', async () => {
  // A server that speaks before the ClientHello breaks TLS: what counts is that OpenSSL hears it, and first.
  const { port } = await serve((socket) => void socket.once('data', () => socket.write(`${established}220 not TLS\r\n`)));
  const { make, all } = opener([{ host: 'a', port: 1 }, { scheme: 'http', address: { host: '127.0.0.1', port } }], (io) => ({ onOpen: () => io.secure(SERVER, { protocol: 'tls' }) }));
  await (await throughProxies(make)).dial();
  await until(() => all[0]?.calls.length === 3);
  expect(all[0]?.calls).toEqual(['start', 'open ok', 'secure server tls-server-invalid']);
});

describe('a proxy that is given requests', () => {
  const via = (port: number, more: Partial<Via> = {}): Via => ({ scheme: 'http', address: { host: '127.0.0.1', port }, forward: true, ...more });
  const open = (io: Io, host: string, by: Via) => io.open({ host, port: 80 }, by);

  /** Says which connection it is, and how many times it was asked; closes when asked to. */
  async function counter(): Promise<{ readonly port: number; readonly sockets: Socket[] }> {
    const sockets: Socket[] = [];
    const { port } = await serve((socket) => {
      const nth = sockets.push(socket);
      let asked = 0;
      socket.on('data', (bytes) => (bytes.toString() === 'close' ? socket.end() : socket.write(`${nth}.${++asked}`))).on('end', () => socket.end());
    });
    return { port, sockets };
  }

  test('is kept for another destination: as the same user, while it is open', async () => {
    const { port, sockets } = await counter();
    const ways = [via(port), via(port), via(port, { credentials: { user: 'u', password: 'p' } }), via(port, { credentials: { user: 'u', password: 'p' } })];
    const legs: unknown[] = [];
    const { make, all } = diaries((io, connection) => {
      let at = 0;
      return {
        onStart: () => open(io, 'a0', ways[0]!),
        onOpen: () => {
          legs.push({ ...connection.server });
          io.send(SERVER, Buffer.from('ask'));
        },
        onData: (side) => {
          if (side === SERVER && ++at < ways.length) open(io, `a${at}`, ways[at]!);
        },
      };
    });
    await (await throughProxies(make)).dial();
    await until(() => legs.length === 4 && all[0]!.calls.at(-1)?.startsWith('server') === true);
    expect(all[0]?.calls.filter((call) => call.startsWith('server'))).toEqual(['server 1.1', 'server 1.2', 'server 2.1', 'server 2.2']);
    expect(legs).toMatchObject([0, 1, 2, 3].map((n) => ({ address: { host: `a${n}`, port: 80 }, state: 'open', via: ways[n] })));
    expect(legs.map((leg) => (leg as { reused?: true }).reused)).toEqual([undefined, true, undefined, true]);
    await until(() => sockets[0]?.destroyed === true);
  });

  test('is connected to anew when it has closed, or has been reset', async () => {
    const { port, sockets } = await counter();
    const { make, all } = diaries((io, connection) => ({
      onStart: () => open(io, 'a', via(port)),
      onData: (side, bytes) => {
        if (side === SERVER) return;
        if (Buffer.from(bytes).toString() === 'reset') {
          io.reset(SERVER);
          open(io, 'b', via(port));
        } else if (connection.server?.state === 'ended') open(io, 'c', via(port));
        else io.send(SERVER, bytes);
      },
    }));
    const client = await (await throughProxies(make)).dial();
    const calls = () => all[0]!.calls;
    await until(() => calls().includes('open ok'));
    client.write('reset');
    await until(() => calls().filter((call) => call === 'open ok').length === 2 && sockets.length === 2);
    client.write('close');
    await until(() => calls().includes('server ends'));
    client.write('again');
    await until(() => calls().filter((call) => call === 'open ok').length === 3 && sockets.length === 3);
    expect(all[0]?.connection.server).toEqual({ address: { host: 'c', port: 80 }, state: 'open', via: via(port), bound: expect.anything() });
  });

  test('that is kept: a handler that resets it, or opens another, is not told of it', async () => {
    const { port, sockets } = await counter();
    const { make, all } = diaries((io) => ({
      onStart: () => open(io, 'a', via(port)),
      onData: (side) => {
        if (side === SERVER) return;
        open(io, 'b', via(port));
        open(io, 'c', via(port));
        io.reset(SERVER);
      },
    }));
    const { dial } = await throughProxies(make);
    const client = await dial();
    const ear = new Ear(client);
    await until(() => all[0]?.calls.includes('open ok') === true);
    client.write('x');
    await until(() => sockets[0]?.destroyed === true);
    await pause(10);
    expect(all[0]?.calls).toEqual(['start', 'open ok', 'client x']);
    client.end();
    await until(() => all[0]?.calls.includes('client ends') === true);
    expect(ear.size).toBe(0);
  });
});

function said({ calls }: Diary): string {
  return calls.filter((call) => call.startsWith('server ') && call !== 'server ends').map((call) => call.slice('server '.length)).join('');
}
