import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { RawConnection, type Reads } from './raw-connection.ts';

let server: Server;
const open: RawConnection[] = [];
const peers: Socket[] = [];
afterEach(() => {
  for (const connection of open.splice(0)) connection.close();
  for (const peer of peers.splice(0)) peer.destroy();
  server.close();
});

async function client(behave: (socket: Socket) => void, reads?: Reads): Promise<RawConnection> {
  server = createServer((socket) => {
    peers.push(socket);
    behave(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const connection = new RawConnection({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, reads);
  open.push(connection);
  await connection.opened;
  return connection;
}

test('reads all, and sees the end', async () => {
  const connection = await client((socket) => socket.end(Buffer.alloc(300_000, 'x')));
  expect(await connection.over(5000)).toBe(true);
  expect(connection.received).toBe(300_000);
  expect(connection.head).toBe('x'.repeat(512));
});

test('never reads more than its first kilobyte', async () => {
  const connection = await client((socket) => socket.write(Buffer.alloc(300_000, 'x')), 'never');
  expect(await connection.over(100)).toBe(false);
  expect(connection.received).toBeLessThanOrEqual(1024);
});

test('reads by and by', async () => {
  const connection = await client((socket) => socket.end('x'.repeat(1000)), { bytes: 100, everyMs: 2 });
  expect(connection.received).toBeLessThan(1000);
  expect(await connection.over(5000)).toBe(true);
  expect(connection.received).toBe(1000);
});

test('writes wait for room', async () => {
  let got = 0;
  const connection = await client((socket) => socket.on('data', (chunk) => { got += chunk.length; }));
  for (let i = 0; i < 100; i++) await connection.write(Buffer.alloc(100_000));
  while (got < 10_000_000) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(got).toBe(10_000_000);
});

test('a server that is not there', async () => {
  const connection = await client((socket) => socket.destroy());
  expect(await connection.over(5000)).toBe(true);
  await connection.write('into the void');
});
