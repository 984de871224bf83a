import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { errorCount, type LoadJob } from './job.ts';
import { runLoad } from './load.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

type Behave = (socket: Socket, request: string, nth: number) => void;

/** Calls `behave` for each whole request head, with the number of the request on its connection. */
async function serve(behave: Behave, tls?: { key: Buffer; cert: Buffer }): Promise<number> {
  const onSocket = (socket: Socket): void => {
    let nth = 0;
    let text = '';
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const request = text.slice(0, end);
        const length = Number(/content-length: (\d+)/i.exec(request)?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        text = text.slice(end + 4 + length);
        behave(socket, request, nth++);
      }
    });
  };
  const server = tls === undefined ? createServer(onSocket) : createTlsServer(tls, onSocket);
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return (server.address() as AddressInfo).port;
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd';

function job(port: number, more: Partial<LoadJob> = {}): LoadJob {
  return {
    way: { kind: 'direct', endpoint: { host: '127.0.0.1', port } }, tls: false, authority: 'localhost:1', method: 'GET', path: '/x', sends: 0,
    expects: { status: 200, bytes: 4 }, connections: 3, connectEach: false, seconds: 30, requests: 100, ...more,
  };
}

test('so many requests on so few connections', async () => {
  const seen: string[] = [];
  const port = await serve((socket, request) => { seen.push(request); socket.write(ok); });
  const result = await runLoad(job(port));
  expect(result).toMatchObject({ requests: 100, errors: {}, connections: 3, bytes: 400 });
  expect(seen).toHaveLength(100);
  expect(new Set(seen)).toEqual(new Set(['GET /x HTTP/1.1\r\nHost: localhost:1\r\nUser-Agent: weir-bench\r\nAccept: */*']));
  expect(result.latency.max).toBeGreaterThan(0);
  expect(result.perSecond).toBeCloseTo(100 / result.seconds);
});

test('content is sent whole', async () => {
  const port = await serve((socket) => socket.write(ok));
  expect(await runLoad(job(port, { method: 'POST', sends: 100_000, requests: 10 }))).toMatchObject({ requests: 10, errors: {} });
});

test('until the time is over', async () => {
  const port = await serve((socket) => socket.write(ok));
  const { requests: _, ...unlimited } = job(port, { seconds: 0.2 });
  const result = await runLoad(unlimited);
  expect(result.requests).toBeGreaterThan(3);
  expect(errorCount(result)).toBe(0);
});

test('a connection for each request', async () => {
  const port = await serve((socket, request) => {
    expect(request).toMatch(/\r\nConnection: close$/);
    socket.end(ok);
  });
  expect(await runLoad(job(port, { connectEach: true, requests: 20 }))).toMatchObject({ requests: 20, errors: {}, connections: 20 });
});

test('a server that announces the close is taken by its word', async () => {
  const port = await serve((socket, _request, nth) => {
    if (nth < 4) socket.write(ok);
    else socket.end(ok.replace('OK\r\n', 'OK\r\nConnection: close\r\n'));
  });
  expect(await runLoad(job(port, { connections: 1 }))).toMatchObject({ requests: 100, errors: {}, connections: 20 });
});

test('wrong answers are counted by what is wrong, and every request is accounted for', async () => {
  const wrong: Record<number, (socket: Socket) => void> = {
    1: (socket) => socket.write('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\nabcd'),
    2: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde'),
    3: (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab'),
    4: (socket) => socket.resetAndDestroy(),
    5: (socket) => socket.end(),
  };
  let count = 0;
  const port = await serve((socket) => (wrong[count++ % 10] ?? ((it: Socket) => it.write(ok)))(socket));
  const result = await runLoad(job(port, { connections: 1 }));
  expect(result).toMatchObject({ requests: 50, errors: { 'status 502': 10, length: 10, closed: 20, reset: 10 } });
});

test('a server that is not there', async () => {
  const port = await serve(() => undefined);
  await new Promise((resolve) => { servers.pop()!.close(resolve); });
  const result = await runLoad(job(port, { connections: 2, requests: 4 }));
  expect(result).toMatchObject({ requests: 0, errors: { 'connect ECONNREFUSED': 6 }, perSecond: 0 });
});

test('bytes that nobody asked for', async () => {
  const port = await serve((socket) => {
    socket.write(ok);
    setTimeout(() => socket.write('HTTP/1.1 408 Too slow\r\n\r\n'), 5);
  });
  const { errors } = await runLoad(job(port, { connections: 1, rate: 20, requests: 4 }));
  // Where the machine is slow they come together with the answer (`length`), or when the next request is already out, as its answer.
  expect(['unasked', 'length', 'status 408']).toEqual(expect.arrayContaining(Object.keys(errors)));
  expect(errorCount({ errors })).toBeGreaterThan(0);
});

test('absolute-form and CONNECT', async () => {
  const seen = new Set<string>();
  const port = await serve((socket, request) => {
    seen.add(request.split('\r\n')[0]!);
    socket.write(request.startsWith('CONNECT') ? 'HTTP/1.1 200 Established\r\n\r\n' : ok);
  });
  const endpoint = { host: '127.0.0.1', port };
  expect(await runLoad(job(0, { way: { kind: 'proxy', endpoint } }))).toMatchObject({ requests: 100, errors: {} });
  expect(await runLoad(job(0, { way: { kind: 'connect', endpoint } }))).toMatchObject({ requests: 100, errors: {}, connections: 3 });
  expect(seen).toEqual(new Set(['GET http://localhost:1/x HTTP/1.1', 'CONNECT localhost:1 HTTP/1.1', 'GET /x HTTP/1.1']));
});

test('a tunnel that is refused', async () => {
  const port = await serve((socket) => socket.end('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n'));
  const result = await runLoad(job(0, { way: { kind: 'connect', endpoint: { host: '127.0.0.1', port } }, connections: 1, requests: 2 }));
  expect(result).toMatchObject({ requests: 0, errors: { tunnel: 3 } });
});

describe('TLS', () => {
  let tls: { key: Buffer; cert: Buffer };
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-load-'));
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert, '-days', '1', '-subj', '/CN=localhost']);
    if (made.status !== 0) throw new Error(String(made.stderr));
    tls = { key: readFileSync(key), cert: readFileSync(cert) };
    rmSync(folder, { recursive: true });
  });

  test('with the server itself, kept and one for each request', async () => {
    const port = await serve((socket, request) => (request.includes('Connection: close') ? socket.end(ok) : socket.write(ok)), tls);
    expect(await runLoad(job(port, { tls: true }))).toMatchObject({ requests: 100, errors: {}, connections: 3 });
    expect(await runLoad(job(port, { tls: true, connectEach: true, requests: 10 }))).toMatchObject({ requests: 10, errors: {}, connections: 10 });
  });

  test('in a tunnel', async () => {
    const origin = await serve((socket) => socket.write(ok), tls);
    const port = await serve((socket) => {
      const server = connect(origin, '127.0.0.1');
      sockets.add(server);
      server.on('error', () => undefined);
      socket.removeAllListeners('data');
      socket.write('HTTP/1.1 200 Established\r\n\r\n');
      socket.pipe(server).pipe(socket);
    });
    const result = await runLoad(job(0, { way: { kind: 'connect', endpoint: { host: '127.0.0.1', port } }, tls: true }));
    expect(result).toMatchObject({ requests: 100, errors: {}, connections: 3 });
  });

  test('a server that speaks something else', async () => {
    const port = await serve(() => undefined);
    servers.at(-1)!.on('connection', (socket: Socket) => socket.end('hello'));
    const { errors } = await runLoad(job(port, { tls: true, connections: 1, requests: 1 }));
    expect(Object.keys(errors).every((kind) => kind.startsWith('connect'))).toBe(true);
    expect(errors).not.toEqual({});
  });
});

describe('a fixed rate', () => {
  test('sends what is due, no more and no less, and counts latency from then', async () => {
    const port = await serve((socket) => socket.write(ok));
    const { requests: _, ...unlimited } = job(port, { rate: 500, seconds: 0.4, connections: 2 });
    const result = await runLoad(unlimited);
    expect(result).toMatchObject({ requests: 200, errors: {} });
    expect(result.seconds).toBeGreaterThan(0.39);
  });

  test('a server that stalls does not hold the clock', async () => {
    let stalled = false;
    const port = await serve((socket) => {
      if (stalled) socket.write(ok);
      else setTimeout(() => { stalled = true; socket.write(ok); }, 200);
    });
    const result = await runLoad(job(port, { rate: 200, requests: 40, connections: 1 }));
    expect(result).toMatchObject({ requests: 40, errors: {} });
    // All 40 were due within the stall: most of them have waited for much of it.
    expect(result.latency.p50).toBeGreaterThan(50);
  });
});

test.each([
  ['another machine', { way: { kind: 'direct', endpoint: { host: '192.0.2.1', port: 80 } } }, 'loopback'],
  ['no time', { seconds: 0 }, 'seconds'],
  ['for ever', { seconds: Infinity }, 'seconds'],
  ['no connection', { connections: 0 }, 'connection'],
  ['no rate', { rate: 0 }, 'rate'],
] as const)('refused: %s', async (_, more, message) => {
  await expect(runLoad(job(1, more))).rejects.toThrow(message);
});
