import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { HostileClient, hostilities, type Hostility } from './hostile-client.ts';

let server: Server;
const clients: HostileClient[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

async function attack(kind: Partial<Hostility>, onSocket: (socket: Socket) => void): Promise<HostileClient> {
  server = createServer((socket) => {
    sockets.push(socket);
    onSocket(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const client = new HostileClient({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, { ...hostilities[0]!, ...kind });
  clients.push(client);
  await client.start();
  return client;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

test('begins, goes on, and sees its end', async () => {
  let text = '';
  const client = await attack({ begins: 'GET /', then: { bytes: 'x', everyMs: 1 } }, (socket) => {
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (text.length > 10) socket.end();
    });
  });
  await until(() => client.ended === 1);
  expect(text).toMatch(/^GET \/x+$/);
  expect(client.made).toBe(1);
});

test('comes again until it is stopped', async () => {
  const client = await attack({ begins: 'x', againMs: 1 }, (socket) => socket.on('data', () => socket.destroy()));
  await until(() => client.ended >= 3);
  client.stop();
  await until(() => client.ended === client.made);
  const { made } = client;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(client.made).toBe(made);
});

test('every kind has a limit and codes to be known by', () => {
  expect(hostilities.map(({ endsWithin, codes }) => endsWithin > 0 && codes.length > 0)).toEqual(hostilities.map(() => true));
  expect(new Set(hostilities.map(({ name }) => name)).size).toBe(hostilities.length);
});
