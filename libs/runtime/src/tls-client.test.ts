import { createServer, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { certificate, closeAll, dial, until } from '../test/rig.ts';
import { TlsClient } from './tls-client.ts';
import { watchHandshake } from './tls-handshake.ts';

const pair = certificate('good.example');
afterEach(closeAll);

async function shake(client: TlsClient, port: number, params: { sni: string; verify?: 'none' }): Promise<string> {
  const { socket } = client.connect(await dial(port), [], { protocol: 'tls', ...params }, { host: '127.0.0.1', port }, 65_536);
  const result = await new Promise<string>((resolve) => watchHandshake(socket, 'server', 1000, (ok, error) => resolve(ok ? `reused ${socket.isSessionReused()}` : String((error as NodeJS.ErrnoException).code))));
  socket.resume();
  return result;
}

test('keeps the sessions used last, apart by name and by check', async () => {
  const server = createTlsServer(pair, (socket) => socket.on('error', () => undefined).end('x')).listen(0, '127.0.0.1');
  await until(() => server.listening);
  const { port } = server.address() as AddressInfo;
  const client = new TlsClient({ extraCa: [pair.cert], sessions: 2 });
  const at = async (params: { sni: string; verify?: 'none' }): Promise<string> => {
    const result = await shake(client, port, params);
    // Tickets come after the handshake.
    await until(() => client.sessions > 0);
    return result;
  };
  expect(await at({ sni: 'good.example' })).toBe('reused false');
  expect(await at({ sni: 'good.example' })).toBe('reused true');
  expect(await at({ sni: 'bad.example', verify: 'none' })).toBe('reused false');
  expect(await at({ sni: 'bad.example' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  await until(() => client.sessions === 2);
  expect(await at({ sni: 'third.example', verify: 'none' })).toBe('reused false');
  expect(await at({ sni: 'fourth.example', verify: 'none' })).toBe('reused false');
  expect(client.sessions).toBeLessThanOrEqual(2);
  server.close();
});

test('a file of authorities that cannot be read is told at once', () => {
  expect(() => new TlsClient({ trustedCaFile: '/nonexistent/ca.pem' })).toThrow('ENOENT');
});

test('a server that stays silent is given up', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await until(() => server.listening);
  const { port } = server.address() as AddressInfo;
  const { socket } = new TlsClient().connect(await dial(port), [], { protocol: 'tls' }, { host: 'x', port }, 65_536);
  const error = await new Promise((resolve) => watchHandshake(socket, 'server', 20, (_ok, why) => resolve(why)));
  expect(error).toMatchObject({ code: 'tls-server-invalid', message: expect.stringContaining('took longer than 20 ms') as string });
  expect(socket.destroyed).toBe(true);
  server.close();
});
