import { fork } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Client, Metadata } from '@grpc/grpc-js';
import { jest } from '@jest/globals';
import { bootstrapToken, FakeAuthority, FakeDirectory } from '../../test/fake-authority.ts';
import { pause, until } from '../../test/remote-rig.ts';
import { addressText, directTarget, type ReplicaAddress } from './direct-target.ts';

const raw = (bytes: Buffer): Buffer => bytes;
let directory: FakeDirectory;
beforeAll(() => { directory = new FakeDirectory(); });
afterAll(() => directory[Symbol.dispose]());

function open(address: ReplicaAddress, trust = directory.identity): { readonly ask: () => Promise<string>; readonly client: Client; readonly sockets: AbortController } {
  const sockets = new AbortController();
  const { target, credentials, options } = directTarget({ address, trust: Buffer.from(trust.certificates[0]!.toString()), signal: sockets.signal });
  const client = new Client(target, credentials, { ...options, 'grpc.use_local_subchannel_pool': 1 });
  const ask = (): Promise<string> => new Promise((resolve) => {
    client.makeUnaryRequest('/weir.ca.v1.CertificateAuthority/GetBundle', raw, raw, Buffer.alloc(0), new Metadata(), { deadline: Date.now() + 3_000 }, (error) => resolve(error?.details ?? 'answered'));
  });
  return { ask, client, sockets };
}

test.each(['127.0.0.1', 'localhost'])('reaches %s, and verifies that name', async (host) => {
  await using fake = await FakeAuthority.start(directory);
  const { ask, client, sockets } = open({ host, port: fake.port });
  expect(await ask()).toBe('answered');
  client.close();
  sockets.abort();
});

test('a certificate for others, or of another authority, is not trusted', async () => {
  await using fake = await FakeAuthority.start(directory);
  for (const [trust, message] of [[directory.root, /certificate|signature/], [directory.identity, 'answered']] as const) {
    const { ask, client, sockets } = open({ host: '127.0.0.1', port: fake.port }, trust);
    expect(await ask()).toMatch(message);
    client.close();
    sockets.abort();
  }
});

test('a service that is not trusted gets no token, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
  using others = new FakeDirectory();
  await using impostor = await FakeAuthority.start(others);
  const options = JSON.stringify({ replicas: [impostor.address], trust: directory.trustFile, credentials: { bootstrapToken } });
  const child = fork(new URL('../../test/closing-proxy.ts', import.meta.url), [options, 'idle'], { env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' } });
  try {
    const [told] = await once(child, 'message') as [string];
    expect(told).toMatch(/does not sign for a\.example: .*(certificate|signature)/);
    expect(impostor.tokens).toEqual([]);
  } finally {
    child.kill('SIGKILL');
  }
}, 30_000);

test('no warning of Node\'s about an address as a server name', async () => {
  const warnings: string[] = [];
  const note = (warning: Error): void => void warnings.push(warning.message);
  process.on('warning', note);
  await using fake = await FakeAuthority.start(directory);
  const { ask, client, sockets } = open({ host: '127.0.0.1', port: fake.port });
  await ask();
  await pause(10);
  process.off('warning', note);
  expect(warnings).toEqual([]);
  client.close();
  sockets.abort();
});

test('its signal destroys what is in the middle of a handshake, and nothing is connected afterwards', async () => {
  let open1 = 0;
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    open1++;
    socket.on('error', () => undefined).on('close', () => { open1--; }).resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { ask, client, sockets } = open({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const asked = ask();
  await until(() => open1 === 1);
  client.close();
  sockets.abort();
  await asked;
  await until(() => open1 === 0);
  // grpc-js's next try comes after a second.
  await pause(1_500);
  expect(connections).toBe(1);
  server.close();
});

test('while a name server does not answer, lookups do not pile up', async () => {
  const lookup = jest.spyOn(dns, 'lookup').mockImplementation((() => undefined) as unknown as typeof dns.lookup);
  try {
    const targets = Array.from({ length: 5 }, () => open({ host: 'ca.example', port: 1 }));
    for (const { client } of targets) client.getChannel().getConnectivityState(true);
    await until(() => lookup.mock.calls.length > 0);
    await pause(200);
    expect(lookup).toHaveBeenCalledTimes(1);
    for (const { client, sockets } of targets) {
      client.close();
      sockets.abort();
    }
  } finally {
    lookup.mockRestore();
  }
});

test('addresses as text', () => {
  expect([{ host: 'ca.example', port: 1 }, { host: '192.0.2.1', port: 2 }, { host: '::1', port: 3 }].map(addressText)).toEqual(['ca.example:1', '192.0.2.1:2', '[::1]:3']);
});
