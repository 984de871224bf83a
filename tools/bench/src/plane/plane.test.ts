import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalCerts } from '@weir/certs';
import { makeCertificates } from '../certificates.ts';
import { runLoad } from '../load/load.ts';
import { createPlane } from './plane.ts';

let folder: string;
let origin: Server;
let trustedCaFile: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weir-plane-'));
  trustedCaFile = makeCertificates(folder).caCert;
  origin = createServer((socket) => {
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc'));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => { origin.listen(0, '127.0.0.1', resolve); });
});
afterAll(() => {
  origin.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['reverse:http', 'memory', 'direct'],
  ['reverse:tcp', 'memory', 'direct'],
  ['regular', 'off', 'proxy'],
  ['regular', 'memory', 'connect'],
] as const)('%s with capture %s relays', async (name, capture, kind) => {
  const authority = `127.0.0.1:${(origin.address() as AddressInfo).port}`;
  const mode = `${name}${name === 'regular' ? '' : `://${authority}`}@127.0.0.1:0`;
  const plane = createPlane({ mode, capture, certs: openLocalCerts({ directory: join(folder, 'home'), now: Date.now }), trustedCaFile });
  const [listening] = await plane.listen();
  try {
    const result = await runLoad({
      way: { kind, endpoint: { host: '127.0.0.1', port: listening!.port } }, tls: false, authority, method: 'GET', path: '/', sends: 0,
      expects: { status: 200, bytes: 3 }, connections: 2, connectEach: false, seconds: 30, requests: 20,
    });
    expect(result).toMatchObject({ requests: 20, errors: {} });
  } finally {
    await plane.close();
  }
});
