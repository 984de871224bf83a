import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Client, clientParts, type ClientOwner } from './client.ts';
import type { LoadJob } from './job.ts';

let server: Server;
const sockets: Socket[] = [];
const events: string[] = [];
let waiting: (() => void) | undefined;
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

beforeEach(async () => {
  events.length = 0;
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write(ok));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

const owner: ClientOwner = {
  answered: () => note('answered'),
  failed: (_client, kind) => note(`failed ${kind}`),
  misbehaved: (kind) => note(`misbehaved ${kind}`),
  idle: () => note('idle'),
};

function note(event: string): void {
  events.push(event);
  waiting?.();
}

/** Until so many events have come. */
async function seen(count: number): Promise<string[]> {
  while (events.length < count) await new Promise<void>((resolve) => { waiting = resolve; });
  return events;
}

function client(): Client {
  const job: LoadJob = {
    way: { kind: 'direct', endpoint: { host: '127.0.0.1', port: (server.address() as AddressInfo).port } }, tls: false, authority: 'localhost:1',
    method: 'GET', path: '/', sends: 0, expects: { status: 200, bytes: 0 }, connections: 1, connectEach: false, seconds: 1,
  };
  return new Client(clientParts(job), owner);
}

test('connects ahead, keeps its connection, closes it', async () => {
  const it = client();
  it.open();
  expect(it.isBusy).toBe(true);
  expect(await seen(1)).toEqual(['idle']);
  it.request(0);
  await seen(3);
  it.request(0);
  expect(await seen(5)).toEqual(['idle', 'answered', 'idle', 'answered', 'idle']);
  expect(it.opened).toBe(1);
  const closed = new Promise((resolve) => { sockets[0]!.once('close', resolve); });
  it.close();
  await closed;
});

test('a server that closes between two requests is no error: the next one connects again', async () => {
  const it = client();
  it.request(0);
  await seen(2);
  const closed = new Promise((resolve) => { sockets[0]!.once('close', resolve); });
  sockets[0]!.end();
  await closed;
  it.request(0);
  expect(await seen(4)).toEqual(['answered', 'idle', 'answered', 'idle']);
  expect(it.opened).toBe(2);
});

test('what is given up is told once', async () => {
  server.removeAllListeners('connection');
  const it = client();
  it.request(0);
  it.abandon('timeout');
  expect(events).toEqual(['failed timeout']);
  expect(it.isBusy).toBe(false);
});
