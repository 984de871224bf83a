import { connect } from 'node:net';
import { once } from 'node:events';
import { NatsServer } from './nats-server.ts';

test('greets, also after it was killed, at the same port; a configuration that is wrong is told', async () => {
  await using server = await NatsServer.start();
  expect(await greeting(server.port)).toMatch(/^INFO \{.*"jetstream":true/);
  await server.kill();
  await expect(greeting(server.port)).rejects.toThrow('ECONNREFUSED');
  await server.start();
  expect(await greeting(server.port)).toMatch(/^INFO /);
  expect(server.log).toContain('Server is ready');
  await expect(NatsServer.start({ configuration: 'accounts {' })).rejects.toThrow('nats-server');
});

async function greeting(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const [bytes] = await once(socket, 'data') as [Buffer];
  socket.destroy();
  return bytes.toString();
}
