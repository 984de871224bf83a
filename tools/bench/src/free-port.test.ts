import { createServer } from 'node:net';
import { freePort } from './free-port.ts';

test('nobody listens on it', async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(port, '127.0.0.1', resolve); });
  await new Promise((resolve) => { server.close(resolve); });
});
