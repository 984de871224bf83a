import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { accepts, run } from '../src/child.ts';
import { Weir, World, freePort, stop, temporaryFolder, until } from '../src/index.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** After which a connection is another client's (`Limits.parkedQuietMs`), and some more. */
const silenceMs = 100;

/** One request on a connection of its own; `ending` says who ends it. Answers the status, 0 where there was none. */
function ask(port: number, ending: 'client' | 'server', method = 'GET'): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const body = method === 'POST' ? 'Content-Length: 1\r\n\r\nx' : '\r\n';
    socket.on('connect', () => socket.write(`${method} /x HTTP/1.1\r\nHost: a\r\n${ending === 'server' ? 'Connection: close\r\n' : ''}${body}`));
    socket.on('error', () => resolve(0)).on('close', () => resolve(Number(text.split(' ')[1] ?? 0)));
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (ending === 'client' && text.endsWith('fine\n')) socket.end();
    });
  });
}

/** Asks for so long, `clients` at a time, with pauses that are now and then about as long as what the server keeps connections; counts the statuses. */
async function load(port: number, ms: number, clients: number, pauses: readonly number[]): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  const end = performance.now() + ms;
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    for (let i = client; performance.now() < end; i++) {
      const status = await ask(port, i % 3 === 0 ? 'client' : 'server', i % 7 === 0 ? 'POST' : 'GET');
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (i % 20 === 0) await wait(pauses[i / 20 % pauses.length]!);
    }
  }));
  return statuses;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const onlyOk = (statuses: Record<number, number>): number => {
  expect(Object.keys(statuses)).toEqual(['200']);
  return statuses[200]!;
};

test('Node\'s server with a keepAliveTimeout of 1 s: no request fails, connections are used again', async () => {
  let connections = 0;
  // Without a buffer Node closes after the second exactly, as servers do that say nothing of it.
  const server = createServer({ keepAliveTimeout: 1000, keepAliveTimeoutBuffer: 0 }, (request, response) => {
    request.resume().on('end', () => response.end('fine\n'));
  });
  server.on('connection', () => connections++);
  await using weir = await Weir.up(['--mode', `reverse:http://127.0.0.1:${await listening(server)}@127.0.0.1:0`, '--keep-server-connections']);
  const asked = onlyOk(await load(weir.port(), 8000, 8, [990, 1000, 1010, 0]));
  // A pause of a second may be a bit more: then that connection is gone. How often depends on the machine.
  expect(connections).toBeLessThan(asked / 2);
  server.close();
  server.closeAllConnections();
});

test('nginx that closes after 7 requests, and a server that closes after each: no request fails', async () => {
  using folder = temporaryFolder('parked');
  const port = await freePort();
  writeFileSync(folder.file('nginx.conf'), `daemon off; master_process off; pid ${folder.file('nginx.pid')}; events { worker_connections 256; }
    http { access_log off; keepalive_requests 7; keepalive_timeout 1s; client_body_temp_path ${folder.file('b')}; server { listen 127.0.0.1:${port}; return 200 "fine\\n"; } }`);
  const nginx = spawn('/usr/sbin/nginx', ['-p', folder.path, '-c', folder.file('nginx.conf'), '-e', folder.file('error.log')], { stdio: 'ignore' });
  const closing = createServer((request, response) => {
    request.resume().on('end', () => response.end('fine\n'));
    // After the answer, and without a word of it.
    response.on('finish', () => setImmediate(() => request.socket.end()));
  });
  const closingPort = await listening(closing);
  try {
    await until('nginx', () => accepts(port));
    await using weir = await Weir.up(['--mode', `reverse:http://127.0.0.1:${port}@127.0.0.1:0`, '--mode', `reverse:http://127.0.0.1:${closingPort}@127.0.0.1:0`, '--keep-server-connections']);
    const [asked, closed] = (await Promise.all([load(weir.port(0), 4000, 8, [990, 0, 1000]), load(weir.port(1), 4000, 4, [0])])).map(onlyOk);
    expect(Math.min(asked!, closed!)).toBeGreaterThan(50);
    expect(weir.log).toContain('server-reused');
  } finally {
    await stop(nginx);
    closing.close();
  }
});

test('unless it is asked for, each client has a connection to the server', async () => {
  let connections = 0;
  const server = createServer((_request, response) => response.end('fine\n'));
  server.on('connection', () => connections++);
  const port = await listening(server);
  await using weir = await Weir.up(['--mode', `reverse:http://127.0.0.1:${port}@127.0.0.1:0`]);
  for (let i = 0; i < 3; i++) expect(await ask(weir.port(), 'client')).toBe(200);
  expect(connections).toBe(3);
  server.close();
  server.closeAllConnections();
});

test('flows tell of the connection that served them', async () => {
  const ports: (number | undefined)[] = [];
  const server = createServer((request, response) => {
    ports.push(request.socket.remotePort);
    response.end('fine\n');
  });
  const port = await listening(server);
  await using weir = await Weir.up(['--mode', `reverse:http://127.0.0.1:${port}@127.0.0.1:0`, '--keep-server-connections']);
  for (let i = 0; i < 3; i++) {
    expect(await ask(weir.port(), 'client')).toBe(200);
    await wait(silenceMs);
  }
  expect(new Set(ports).size).toBe(1);
  const flows = await weir.settled('', 3);
  expect(flows).toHaveLength(3);
  for (const flow of flows) expect(flow.server).toMatchObject({ address: '127.0.0.1', port, ip: '127.0.0.1' });
  server.close();
  server.closeAllConnections();
});

test('in TLS on both sides: one handshake with the server, whose certificate each client sees copied', async () => {
  await using world = await World.create();
  await using weir = await Weir.up(['--mode', `reverse:https://localhost:${world.nginx.tlsPort}@127.0.0.1:0`, '--keep-server-connections', '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
  for (let i = 0; i < 4; i++) {
    const { stdout } = await run('curl', ['-s', '--http1.1', '--cacert', weir.authority, '-w', '%{http_code}', `https://localhost:${weir.port()}/hello.txt`]);
    expect(stdout).toBe('hello from nginx\n200');
    await wait(silenceMs);
  }
  const flows = await weir.settled('', 4);
  expect(new Set(flows.map((flow) => JSON.stringify(flow.server?.tls))).size).toBe(1);
  expect(flows[3]!.server?.tls?.certificate?.subject).toContain('Origin Ltd');
  expect(weir.log.match(/"event":"server-(connected|reused)"/g)).toEqual(['"event":"server-connected"', ...Array(3).fill('"event":"server-reused"')]);
});
