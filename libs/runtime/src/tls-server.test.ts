import type { Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { certificate, closeAll, contextOf, dial, serve, until } from '../test/rig.ts';
import { acceptTls } from './tls-server.ts';
import { watchHandshake } from './tls-handshake.ts';

const context = contextOf(certificate('good.example'));
afterEach(closeAll);

/** A server that reads the first bytes itself and then hands the socket to OpenSSL, in one piece or two. */
async function accept(cut: (bytes: Buffer) => Buffer[]): Promise<{ readonly client: TLSSocket; readonly server: Promise<TLSSocket> }> {
  let raw: Socket | undefined;
  const server = new Promise<TLSSocket>((resolve) => void serve((socket) => {
    raw = socket;
    socket.once('data', (bytes: Buffer) => {
      socket.pause();
      const secured = acceptTls(socket, { head: cut(bytes), context, alpn: [], highWater: 65_536 });
      watchHandshake(secured, 'client', 1000, () => resolve(secured));
    });
  }).then(async ({ port }) => {
    const client = connect({ socket: await dial(port), servername: 'good.example', rejectUnauthorized: false });
    clients.push(client);
  }));
  const clients: TLSSocket[] = [];
  await until(() => clients.length > 0 && raw !== undefined);
  return { client: clients[0] as TLSSocket, server };
}

test.each([['one piece', (bytes: Buffer) => [bytes]], ['three pieces', (bytes: Buffer) => [bytes.subarray(0, 1), Buffer.alloc(0), bytes.subarray(1)]]])('bytes read already are put back: %s', async (_name, cut) => {
  const { client, server } = await accept(cut);
  client.end('hello');
  const secured = await server;
  expect(secured.servername).toBe('good.example');
  let text = '';
  secured.on('data', (bytes) => (text += String(bytes)));
  await until(() => text === 'hello');
});

test('what breaks after the handshake is told, though there is no tls.Server', async () => {
  const { client, server } = await accept((bytes) => [bytes]);
  const secured = await server;
  const told: string[] = [];
  secured.on('_tlsError', (error: NodeJS.ErrnoException) => told.push(error.code ?? ''));
  secured.on('error', () => undefined).resume();
  // Past the client's OpenSSL, straight onto the wire: a record that nobody encrypted.
  client.on('error', () => undefined);
  (client as unknown as { _parent: Socket })._parent.write(Buffer.from('1703030020' + '00'.repeat(32), 'hex'));
  await until(() => told.length > 0);
  expect(told[0]).toMatch(/^ERR_SSL_/);
});
