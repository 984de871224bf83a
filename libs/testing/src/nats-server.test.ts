import { connect } from 'node:net';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, NatsServer } from './nats-server.ts';

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

test('a file as it is, with its variables from the environment, at a free port', async () => {
  await using first = await NatsServer.start();
  const file = join(first.folder, 'other.conf');
  writeFileSync(file, 'server_name: other\nport: 1\nhttp: "127.0.0.1:2"\njetstream {}\nauthorization { user: a, password: $PASSWORD }\n');
  await expect(NatsServer.start({ file })).rejects.toThrow("'PASSWORD'");
  const port = await freePort();
  await using server = await NatsServer.start({ file, port, environment: { PASSWORD: 'b' } });
  expect(server.url).toBe(`nats://127.0.0.1:${port}`);
  expect(await greeting(port)).toMatch(/^INFO \{.*"server_name":"other".*"auth_required":true/);
});

test('one that is held says nothing until it is released', async () => {
  await using server = await NatsServer.start();
  server.hold();
  const said = greeting(server.port);
  await expect(Promise.race([said, new Promise((resolve) => setTimeout(resolve, 50, 'silence'))])).resolves.toBe('silence');
  server.release();
  await expect(said).resolves.toMatch(/^INFO /);
});

async function greeting(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const [bytes] = await once(socket, 'data') as [Buffer];
  socket.destroy();
  return bytes.toString();
}
