import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { NumberedClient, type Ending } from './numbered-client.ts';

const servers: Server[] = [];
afterEach(() => { for (const server of servers.splice(0)) server.close(); });

const ok = `HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n${'x'.repeat(1024)}`;

/** `behave` by the number of the request. */
async function run(behave: (socket: Socket, nth: number, request: string) => void): Promise<NumberedClient> {
  const server = createServer((socket) => {
    let nth = 0;
    socket.on('error', () => undefined).on('data', (chunk) => behave(socket, nth++, chunk.toString()));
  });
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const client = new NumberedClient({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, 'a', 0);
  while (client.ending === 'running') await new Promise((resolve) => setTimeout(resolve, 1));
  return client;
}

test.each([
  ['told', (socket) => socket.write(ok.replace('OK\r\n', 'OK\r\nConnection: close\r\n')), 4],
  ['unanswered', (socket) => socket.destroy(), 3],
  ['cut', (socket) => socket.end(ok.slice(0, 100)), 3],
  ['wrong', (socket) => socket.write('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'), 3],
] as [Ending, (socket: Socket) => void, number][])('%s', async (ending, last, count) => {
  const asked: string[] = [];
  const client = await run((socket, nth, request) => {
    asked.push(request.split('\r\n')[0]!);
    if (nth < 3) socket.write(ok);
    else last(socket);
  });
  expect(client.ending).toBe(ending);
  expect(client.answers.map(({ id }) => id)).toEqual(['a-0', 'a-1', 'a-2', 'a-3'].slice(0, count));
  expect(asked.slice(0, 2)).toEqual(['GET /1k?n=a-0 HTTP/1.1', 'GET /1k?n=a-1 HTTP/1.1']);
});

test('stopped by its owner', async () => {
  const server = createServer((socket) => { socket.on('error', () => undefined).on('data', () => socket.write(ok)); });
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const client = new NumberedClient({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, 'a', 1);
  while (client.answers.length < 5) await new Promise((resolve) => setTimeout(resolve, 1));
  client.stop();
  expect(client.ending).toBe('stopped');
});
