import { createServer, type AddressInfo, type Server } from 'node:net';
import type { LoadJob } from './load/job.ts';
import { LoadProcess } from './load-process.ts';

let server: Server;
let load: LoadProcess;
let job: LoadJob;
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  job = {
    way: { kind: 'direct', endpoint: { host: '127.0.0.1', port: (server.address() as AddressInfo).port } }, tls: false, authority: 'localhost:1',
    method: 'GET', path: '/', sends: 0, expects: { status: 200, bytes: 0 }, connections: 2, connectEach: false, seconds: 30, requests: 20,
  };
});
beforeEach(() => { load = new LoadProcess(); });
afterEach(() => load.stop());
afterAll(() => { server.close(); });

test('jobs in another process, one after the other', async () => {
  expect(load.pid).not.toBe(process.pid);
  expect(await load.run(job)).toMatchObject({ requests: 20, errors: {} });
  expect(await load.run({ ...job, requests: 5 })).toMatchObject({ requests: 5, errors: {} });
});

test('a job that makes no sense', async () => {
  await expect(load.run({ ...job, seconds: -1 })).rejects.toThrow('seconds');
  expect(await load.run(job)).toMatchObject({ requests: 20 });
});

test('stopped in the middle of a job, and after it', async () => {
  const { requests: _, ...endless } = job;
  const running = load.run(endless);
  running.catch(() => undefined);
  await load.stop();
  await expect(running).rejects.toThrow('died');
  await expect(load.run(job)).rejects.toThrow('died');
  await load.stop();
});
