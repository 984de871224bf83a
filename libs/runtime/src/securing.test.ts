import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { connect as connectTls, createServer, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { CLIENT, ProxyError, SERVER, type Handler, type Io, type TlsParams } from '@weir/core';
import { Diary, diaries } from '../test/handlers.ts';
import { certificate, closeAll, contextOf, dial as dialPort, Ear, pause, rig, serve, until } from '../test/rig.ts';

const pair = certificate('good.example', 'DNS:good.example,DNS:*.good.example,IP:127.0.0.1');
const context = contextOf(pair);
const certs = { context: () => context };

const servers: { close(): unknown }[] = [];
afterEach(async () => {
  await closeAll();
  for (const server of servers.splice(0)) server.close();
});

async function tlsServer(onSocket: (socket: TLSSocket) => void = (socket) => socket.pipe(socket), alpn: string[] = ['h2', 'http/1.1']): Promise<number> {
  const server = createServer({ ...pair, ALPNProtocols: alpn, allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Reads a ClientHello (any first bytes) and answers it. */
function answering(params: Partial<TlsParams>): (io: Io) => Partial<Handler> {
  return (io) => {
    let secure = false;
    return {
      onData: (side, bytes) => {
        if (secure) return io.send(side, bytes);
        secure = true;
        io.secure(CLIENT, { protocol: 'tls', head: bytes, leaf: { names: ['good.example'] }, ...params });
      },
      onEnd: () => io.close(),
    };
  };
}

function tlsOver(socket: Socket, options: ConnectionOptions = {}): TLSSocket {
  const secured = connectTls({ socket, servername: 'good.example', ca: pair.cert, ...options });
  secured.on('error', () => undefined);
  return secured;
}

test('the client gets the certificate, the protocol, and its bytes back', async () => {
  const { make, all } = diaries(answering({ alpn: ['h2', 'http/1.1'] }));
  const { dial } = await rig(make, { certs: { context: async () => {
    await pause(10);
    return context;
  } } });
  const client = tlsOver(await dial(), { ALPNProtocols: ['http/1.1', 'h2'] });
  const ear = new Ear(client);
  client.end('ping');
  await until(() => ear.ended);
  expect(ear.text).toBe('ping');
  expect(client.alpnProtocol).toBe('h2');
  expect(all[0]?.calls.slice(2)).toEqual(['secure client ok', 'client ping', 'client ends', 'close ok']);
  expect(all[0]?.connection.client.tls).toMatchObject({ version: 'TLSv1.3', sni: 'good.example', alpn: 'h2' });
});

test('a ClientHello that comes in pieces', async () => {
  const { make } = diaries((io) => {
    const parts: Uint8Array[] = [];
    return { onData: (side, bytes) => {
      if (parts.length === 2) return io.send(side, bytes);
      parts.push(bytes);
      if (parts.length === 2) io.secure(CLIENT, { protocol: 'tls', head: Buffer.concat(parts), leaf: { names: ['good.example'] } });
    } };
  });
  const { dial } = await rig(make, { certs });
  // Cuts what it sends first into three: two for the handler, one for OpenSSL.
  const cutter = await serve((socket) => void dial().then((onward) => {
    onward.pipe(socket);
    socket.once('data', (first) => {
      onward.write(first.subarray(0, 1));
      setTimeout(() => onward.write(first.subarray(1, 9)), 10);
      setTimeout(() => {
        onward.write(first.subarray(9));
        socket.pipe(onward);
      }, 20);
    });
  }));
  const client = tlsOver(await dialPort(cutter.port));
  const ear = new Ear(client);
  client.write('hello');
  await until(() => ear.text === 'hello');
});

test('both sides are held while the client shakes hands', async () => {
  const greeter = await serve((socket) => void socket.write('greeting'));
  const { make, all } = diaries((io) => ({
    onData: (side, bytes) => {
      if (side === SERVER) return;
      io.open({ host: '127.0.0.1', port: greeter.port });
      io.secure(CLIENT, { protocol: 'tls', head: bytes, leaf: { names: ['x'] } });
    },
  }));
  const { dial } = await rig(make, { certs: { context: async () => {
    await pause(40);
    return context;
  } } });
  tlsOver(await dial());
  await until(() => all[0]?.calls.at(-1) === 'server greeting');
  expect(all[0]?.calls.slice(2)).toEqual(['open ok', 'secure client ok', 'server greeting']);
});

test('a client that rejects the certificate', async () => {
  const { make, all } = diaries(answering({}));
  const { port, log } = await rig(make, { certs });
  const client = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'good.example', '-verify_return_error', '-no-CAfile', '-no-CApath'], { stdio: 'ignore' });
  servers.push({ close: () => client.kill() });
  await until(() => (all[0]?.calls.length ?? 0) >= 3);
  expect(all[0]?.calls[2]).toBe('secure client tls-client-rejected');
  expect(all[0]?.connection.client).toMatchObject({ state: 'failed', error: { code: 'tls-client-rejected', reason: 'alert unknown ca' } });
  expect(log.find((line) => line.name === 'tls-failed')?.message).toContain('The client rejects the certificate for good.example');
});

test('a client that does not speak TLS', async () => {
  const { make, all } = diaries(answering({}));
  const { dial } = await rig(make, { certs });
  const client = await dial();
  client.on('error', () => undefined).write('GET / HTTP/1.1\r\n\r\n');
  await until(() => (all[0]?.calls.length ?? 0) >= 3);
  expect(all[0]?.calls[2]).toBe('secure client tls-client-invalid');
});

test('a client that stops in its handshake', async () => {
  const { make, all } = diaries(answering({}));
  const { dial } = await rig(make, { certs, limits: { handshakeMs: 40 } });
  (await dial()).write(Buffer.from('160301', 'hex'));
  await until(() => (all[0]?.calls.length ?? 0) >= 3);
  expect(all[0]?.calls[2]).toBe('secure client tls-client-invalid');
});

test('a client that goes away while the certificate is made', async () => {
  const { make, all } = diaries(answering({}));
  const { dial, proxy } = await rig(make, { certs: { context: async () => {
    await pause(30);
    return context;
  } } });
  const client = await dial();
  client.write('x', () => setTimeout(() => client.resetAndDestroy(), 5));
  await until(() => all[0]?.calls.at(-1) === 'secure client tls-client-invalid' || proxy.connections === 0);
  await pause(40);
  expect(all[0]?.calls.filter((call) => call.startsWith('secure'))).toEqual(['secure client tls-client-invalid']);
});

test('no authority: the client is told by the handler\'s error alone', async () => {
  const { make, all } = diaries(answering({}));
  const { dial } = await rig(make, { certs: { context: () => Promise.reject(new ProxyError('ca-unavailable', 'down')) } });
  (await dial()).on('error', () => undefined).write('x');
  await until(() => (all[0]?.calls.length ?? 0) >= 3);
  expect(all[0]?.calls[2]).toBe('secure client ca-unavailable');
});

/** Opens and secures a server, then says hello to it. */
function towards(port: number, params: Partial<TlsParams> = {}): (io: Io) => Partial<Handler> {
  return (io) => ({
    onStart: () => io.open({ host: '127.0.0.1', port }),
    onOpen: (error) => {
      if (error !== undefined) return;
      io.secure(SERVER, { protocol: 'tls', sni: 'good.example', ...params });
      io.send(SERVER, Buffer.from('too early'));
    },
    onSecure: (_side, error) => {
      if (error === undefined) io.send(SERVER, Buffer.from('hello'));
    },
  });
}

describe('towards a server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-ca-'));
  const trustedCaFile = join(folder, 'ca.pem');
  writeFileSync(trustedCaFile, pair.cert);
  afterAll(() => rmSync(folder, { recursive: true }));

  async function talk(does: (io: Io) => Partial<Handler>, tls = { trustedCaFile }): Promise<Diary> {
    const { make, all } = diaries(does);
    const { dial } = await rig(make, { tls });
    await dial();
    const diary = (): Diary | undefined => all[0];
    await until(() => diary()?.calls.some((call) => call.startsWith('secure')) === true);
    await pause(20);
    return diary() as Diary;
  }

  test('one that is trusted: facts are on the leg, and nothing was sent before', async () => {
    const { calls, connection } = await talk(towards(await tlsServer(), { alpn: ['h2'] }));
    expect(calls).toEqual(['start', 'open ok', 'secure server ok', 'server hello']);
    expect(connection.server?.tls).toMatchObject({ version: 'TLSv1.3', alpn: 'h2', sni: 'good.example',
      certificate: { commonName: 'good.example', organization: 'Weir test', names: ['good.example', '*.good.example', '127.0.0.1'] } });
  });

  test('an IP literal is checked as such, without SNI', async () => {
    const port = await tlsServer();
    const { calls, connection } = await talk((io) => ({ ...towards(port)(io), onOpen: () => io.secure(SERVER, { protocol: 'tls' }) }));
    expect(calls.at(-1)).toBe('server hello');
    expect(connection.server?.tls?.sni).toBeUndefined();
  });

  test('one that is not trusted', async () => {
    const { calls, connection } = await talk(towards(await tlsServer()), {} as never);
    expect(calls).toEqual(['start', 'open ok', 'secure server tls-server-untrusted']);
    expect(connection.server?.error?.message).toContain('Certificate verify failed');
  });

  test('one with another name', async () => {
    const { calls, connection } = await talk(towards(await tlsServer(), { sni: 'bad.example' }));
    expect(calls.at(-1)).toBe('secure server tls-server-untrusted');
    expect(connection.server?.error?.message).toContain('not for this name');
  });

  test('checked not at all', async () => {
    expect((await talk(towards(await tlsServer(), { sni: 'bad.example', verify: 'none' }))).calls.at(-1)).toBe('server hello');
  });

  test('one that does not speak TLS', async () => {
    const plain = await serve((socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { calls, connection } = await talk(towards(plain.port));
    expect(calls.at(-1)).toBe('secure server tls-server-invalid');
    expect(connection.server?.error?.message).toBe('The remote server does not speak TLS.');
  });

  test('one that closes', async () => {
    const rude = await serve((socket) => socket.once('data', () => socket.end()));
    expect((await talk(towards(rude.port))).calls.at(-1)).toBe('secure server tls-server-invalid');
  });

  test('an end that was ordered during the handshake follows it', async () => {
    const ears: Ear[] = [];
    const port = await tlsServer((socket) => void ears.push(new Ear(socket)));
    await talk((io) => ({ ...towards(port)(io), onOpen: () => {
      io.secure(SERVER, { protocol: 'tls', sni: 'good.example' });
      io.end(SERVER);
    } }));
    await until(() => ears[0]?.ended === true);
    expect(ears[0]?.text).toBe('hello');
  });

  test('a reset is RST, through TLS too', async () => {
    const ears: Ear[] = [];
    const port = await tlsServer((socket) => {
      ears.push(new Ear(socket));
      socket.write('x');
    });
    await talk((io) => ({ ...towards(port)(io), onData: () => io.reset(SERVER) }));
    await until(() => ears[0]?.error !== undefined);
    expect(ears[0]?.error?.code).toBe('ECONNRESET');
  });

  test('sessions are resumed', async () => {
    const resumed: boolean[] = [];
    const port = await tlsServer((socket) => {
      resumed.push(socket.isSessionReused());
      socket.pipe(socket);
    });
    const { make, all } = diaries(towards(port));
    const { dial } = await rig(make, { tls: { trustedCaFile } });
    for (let i = 0; i < 3; i++) {
      await dial();
      await until(() => all[i]?.calls.at(-1) === 'server hello');
    }
    expect(resumed).toEqual([false, true, true]);
    expect(all[2]?.connection.server?.tls?.certificate?.commonName).toBe('good.example');
  });
});
