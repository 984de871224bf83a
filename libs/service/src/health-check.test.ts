import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { startHealth } from './health-listener.ts';

const reasons: string[] = [];
const isReady = (): readonly string[] => reasons;
const metrics = (): Promise<string> => Promise.resolve('');

/** Its exit code, and what it said. */
async function check(listen: string): Promise<[number, string]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'health-check.ts')], { env: { WEIR_HEALTH_LISTEN: listen }, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => { said += bytes.toString(); });
  const [code] = await once(child, 'close') as [number];
  return [code, said];
}

test.each(['', '0.0.0.0', '127.0.0.1', '[::1]'])('a service at "%s": ready, or not and why', async (host) => {
  const health = await startHealth({ host: host.replace(/[[\]]/g, ''), port: 0, isReady, metrics });
  try {
    expect((await check(`${host}:${health.port}`))[0]).toBe(0);
    reasons.push('the bus is not connected');
    expect(await check(`${host}:${health.port}`)).toEqual([1, expect.stringContaining('the bus is not connected')]);
  } finally {
    reasons.length = 0;
    await health.close();
  }
});

test('nobody there, an answer that breaks off, and one that never comes', async () => {
  let behave: 'reset' | 'cut' | 'silence' = 'reset';
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (behave === 'reset') socket.resetAndDestroy();
    if (behave === 'cut') socket.end('HTTP/1.1 200 OK\r\nContent-Len');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  for (behave of ['reset', 'cut', 'silence'] as const) expect([behave, ...await check(`:${port}`)]).toEqual([behave, 1, expect.stringContaining(`/readyz at 127.0.0.1:${port} does not answer: `)]);
  server.close();
  expect(await check(':1')).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
}, 20_000);

test('off: nobody is there to be asked', async () => {
  expect(await check('off')).toEqual([0, '']);
});
