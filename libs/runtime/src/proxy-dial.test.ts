import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import { defaultLimits, ProxyError, type Limits, type Via } from '@weir/core';
import { tunnelDialogue } from '@weir/protocols';
import { certificate, closeAll, Ear, pause, serve, until } from '../test/rig.ts';
import { Dialer, type DialerOptions } from './dialer.ts';
import type { Wire } from './wire.ts';
import { TlsClient } from './tls-client.ts';

afterEach(closeAll);

const to = { host: 'nowhere.invalid', port: 443 };
const proxyCertificate = certificate('localhost');
const trusting = new TlsClient({ extraCa: [proxyCertificate.cert] });
const asked = 'CONNECT nowhere.invalid:443 HTTP/1.1\r\nHost: nowhere.invalid:443\r\n\r\n';
const established = 'HTTP/1.1 200 OK\r\n\r\n';

type Case = Omit<Partial<DialerOptions>, 'limits'> & { readonly limits?: Partial<Limits>; readonly via?: Partial<Via> };

function dialer({ limits, ...rest }: Case = {}): Dialer {
  return new Dialer({ tls: trusting, tunnel: (address, by) => tunnelDialogue(address, by, defaultLimits), ...rest, limits: { ...defaultLimits, ...limits } });
}

/** Through a proxy on loopback. Answers with the wire, or the error. */
function dial(port: number, given: Case = {}): Promise<Wire | ProxyError> {
  const via: Via = { scheme: 'http', address: { host: '127.0.0.1', port }, ...given.via };
  return new Promise((resolve) => {
    dialer(given).dial(to, via, { ip: '10.0.0.7' }, (error, wire) => resolve(error ?? wire ?? new ProxyError('internal', 'neither')));
  });
}

/** A proxy that speaks TLS. */
async function serveTls(onSocket: (socket: TLSSocket) => void): Promise<number> {
  const tls = createServer(proxyCertificate, (socket) => onSocket(socket.on('error', () => undefined)));
  tls.on('tlsClientError', () => undefined);
  const { port } = await serve((socket) => void tls.emit('connection', socket));
  return port;
}

/** What the wire says, from the rest on, and how it ends. */
function heard(wire: Wire | ProxyError): Ear & { rest: string } {
  if (wire instanceof ProxyError) throw wire;
  return Object.assign(new Ear(wire.socket.resume()), { rest: Buffer.from(wire.rest ?? []).toString('latin1') });
}

const answering = (text: string) => (socket: Socket): void => void socket.once('data', () => socket.write(text, 'latin1'));

test('a tunnel: what comes behind the answer is handed over, what follows waits for somebody to read it', async () => {
  const said: string[] = [];
  const { port } = await serve((socket) => {
    socket.on('data', (bytes) => said.push(bytes.toString('latin1')));
    socket.once('data', () => {
      socket.write(`${established}220 `);
      setTimeout(() => socket.end('hi\r\n'), 5);
    });
  });
  const wire = await dial(port);
  await pause(20);
  const ear = heard(wire);
  await until(() => ear.ended);
  expect([ear.rest + ear.text, said]).toEqual(['220 hi\r\n', [asked]]);
});

test('an end that came with the answer is not lost', async () => {
  const { port } = await serve((socket) => socket.once('data', () => socket.end(`${established}bye`)));
  const ear = heard(await dial(port));
  await until(() => ear.ended);
  expect(ear.rest + ear.text).toBe('bye');
});

test('the name is left to the proxy, and only the proxy\'s own is resolved', async () => {
  const { port } = await serve(answering(established));
  const names: string[] = [];
  const wire = await dial(port, {
    via: { address: { host: 'proxy.example', port } },
    lookup: (name, _options, callback) => {
      names.push(name);
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    },
  });
  heard(wire);
  expect(names).toEqual(['proxy.example']);
});

test('SOCKS5', async () => {
  const { port } = await serve((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.from('0500', 'hex'));
      socket.once('data', () => socket.write(Buffer.from('05000001000000000000', 'hex')));
    });
  });
  expect(heard(await dial(port, { via: { scheme: 'socks5' } })).rest).toBe('');
});

test('a proxy that is given requests is connected to, and asked for nothing', async () => {
  let said = '';
  const { port } = await serve((socket) => socket.on('data', (bytes) => (said += bytes.toString())));
  heard(await dial(port, { via: { forward: true } }));
  await pause(20);
  expect(said).toBe('');
});

test('TLS to the proxy, by its name and in HTTP/1.1; the tunnel is inside', async () => {
  const facts: unknown[] = [];
  const port = await serveTls((socket) => {
    facts.push(socket.servername, socket.alpnProtocol);
    answering(`${established}hi`)(socket);
  });
  const wire = await dial(port, { via: { scheme: 'https', address: { host: 'localhost', port } } });
  expect(heard(wire).rest).toBe('hi');
  expect((wire as Wire).tcp).not.toBe((wire as Wire).socket);
  expect(facts).toEqual(['localhost', false]);
});

test('a proxy whose certificate is not trusted is told nothing', async () => {
  let said = '';
  const port = await serveTls((socket) => void socket.on('data', (bytes) => (said += bytes.toString())));
  const by: Via = { scheme: 'https', address: { host: 'localhost', port } };
  expect(await dial(port, { via: by, tls: new TlsClient() })).toMatchObject({ code: 'tls-server-untrusted', message: expect.stringMatching(/^Cannot reach nowhere\.invalid:443 through https:\/\/localhost:\d+: Certificate verify failed for localhost/) });
  expect(await dial(port, { via: { ...by, address: { host: '127.0.0.1', port } } })).toMatchObject({ code: 'tls-server-untrusted' });
  expect(said).toBe('');
});

test('down, refusing, speaking something else, closing, resetting', async () => {
  const closed = await serve(() => undefined);
  await new Promise((resolve) => closed.server.close(resolve));
  expect(await dial(closed.port)).toMatchObject({ code: 'connect-refused', message: `Cannot reach nowhere.invalid:443 through http://127.0.0.1:${closed.port}: Cannot connect to 127.0.0.1:${closed.port}: the connection was refused.` });
  const refusing = await serve(answering('HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno'));
  expect(await dial(refusing.port)).toMatchObject({ code: 'upstream-refused', status: 403, reason: 'No' });
  const ssh = await serve((socket) => void socket.write('SSH-2.0-x\r\n'));
  expect(await dial(ssh.port)).toMatchObject({ code: 'protocol-violation' });
  const ending = await serve((socket) => socket.once('data', () => socket.end('HTTP/1.1 200')));
  expect(await dial(ending.port)).toMatchObject({ code: 'closed-early', message: expect.stringContaining('closed the connection before it had answered') });
  const resetting = await serve((socket) => socket.once('data', () => socket.resetAndDestroy()));
  expect(await dial(resetting.port)).toMatchObject({ code: 'reset' });
  const noTls = await serve((socket) => void socket.end('HTTP/1.1 400 Bad\r\n\r\n'));
  expect(await dial(noTls.port, { via: { scheme: 'https' } })).toMatchObject({ code: 'tls-server-invalid' });
});

test('silent in any state', async () => {
  const { port } = await serve(() => undefined);
  const limits = { connectMs: 30 };
  expect(await dial(port, { limits })).toMatchObject({ code: 'connect-timeout', message: expect.stringContaining('within 30 ms while asking it for a tunnel') });
  expect(await dial(port, { limits, via: { scheme: 'https' } })).toMatchObject({ code: 'connect-timeout', message: expect.stringContaining('while shaking hands with it') });
  const unresolved = { via: { address: { host: 'slow.example', port } }, lookup: () => undefined };
  expect(await dial(port, { limits, ...unresolved })).toMatchObject({ code: 'connect-timeout', message: expect.stringContaining('while connecting to it') });
  // Some bytes now and then are not an answer.
  const slow = await serve((socket) => {
    const timer = setInterval(() => socket.write('x'), 10).unref();
    socket.write('HTTP/1.1 200 ').valueOf();
    socket.on('close', () => clearInterval(timer));
  });
  expect(await dial(slow.port, { limits: { connectMs: 60 } })).toMatchObject({ code: 'connect-timeout' });
});

test('what fails or is given up leaves no connection open', async () => {
  let open = 0;
  const count = (socket: Socket): void => {
    open++;
    socket.on('close', () => open--).on('end', () => socket.end()).resume();
  };
  const silent = await serve(count);
  const refusing = await serve((socket) => {
    count(socket);
    socket.once('data', () => socket.write('HTTP/1.1 503 x\r\n\r\n'));
  });
  const port = await serveTls((socket) => void once(socket, 'data'));
  let answers = 0;
  const giveUps = [silent.port, port].map((at) => dialer().dial(to, { scheme: at === port ? 'https' : 'http', address: { host: 'localhost', port: at } }, { ip: '' }, () => answers++));
  await dial(refusing.port);
  await until(() => open > 0);
  for (const giveUp of giveUps) giveUp();
  await until(() => open === 0);
  expect(answers).toBe(0);
});

test('guards judge destinations, not the proxy that the configuration names; our own listener is no proxy for us', async () => {
  const { port } = await serve(answering(established));
  const blocked = () => new ProxyError('destination-blocked', 'local');
  heard(await dial(port, { guards: [blocked] }));
  expect(await dial(port, { own: (_ip, at) => (at === port ? new ProxyError('destination-unknown', 'That is us.') : undefined) })).toMatchObject({ code: 'destination-unknown', message: expect.stringContaining('That is us.') });
});

test('a destination that no proxy can be asked for; nobody who knows how to ask', async () => {
  const by: Via = { scheme: 'http', address: { host: '127.0.0.1', port: 1 } };
  const code = (given: Case, host: string) => new Promise((resolve) => dialer(given).dial({ host, port: 80 }, by, { ip: '' }, (error) => resolve(error?.code)));
  expect(await code({}, 'a b')).toBe('destination-unknown');
  expect(await code({ tunnel: undefined }, 'a')).toBe('internal');
});
