import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Connections } from './connections.ts';

let server: Server;
let connections: Connections;
let clients: Socket[];

async function listen(bounds: ConstructorParameters<typeof Connections>[0]): Promise<void> {
  connections = new Connections(bounds);
  server = createServer((socket) => {
    socket.resume();
    socket.on('error', () => undefined);
    connections.add(socket);
  }).listen(0, '127.0.0.1');
  clients = [];
  await once(server, 'listening');
}

afterEach(async () => {
  for (const client of clients) client.destroy();
  connections.destroy();
  server.close();
  await once(server, 'close');
});

async function client(from = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, localAddress: from });
  socket.on('error', () => undefined);
  socket.resume();
  clients.push(socket);
  await once(socket, 'connect');
  return socket;
}

const size = async (wanted: number): Promise<void> => {
  while (connections.size !== wanted) await new Promise((resolve) => { setTimeout(resolve, 2); });
};

test('one address has so many, others have theirs; what has ended makes room', async () => {
  await listen({ most: 3, ofAddress: 2, silentMs: 60_000 });
  const [first] = [await client(), await client()];
  await once(await client(), 'close');
  await client('127.0.0.2');
  await size(3);
  await once(await client('127.0.0.3'), 'close');
  first!.destroy();
  await size(2);
  await client();
  await size(3);
});

test('who says nothing is closed, who has shaken hands stays', async () => {
  await listen({ most: 9, ofAddress: 9, silentMs: 50 });
  const [silent, speaking] = [await client(), await client()];
  speaking!.write(Buffer.alloc(300));
  await once(silent!, 'close');
  await size(1);
  expect(speaking!.destroyed).toBe(false);
});
