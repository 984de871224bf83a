import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { bootstrapToken } from '../../test/fake-authority.ts';
import { named, outcome, pause, RemoteRig, until } from '../../test/remote-rig.ts';

const entry = new URL('../../test/closing-proxy.ts', import.meta.url);

/** Starts a process that comes to `state`; `reached` may look at it from outside. Resolves to what it was told, and how long it took to end once it was closed. */
async function ends(rig: RemoteRig, state: string, more: object = {}, reached: () => boolean | Promise<unknown> = () => true): Promise<{ readonly told: readonly string[]; readonly ms: number }> {
  const replicas = rig.replicas.map(({ address }) => address);
  const child = fork(entry, [JSON.stringify({ replicas, trust: rig.directory.trustFile, credentials: { bootstrapToken }, ...more }), state]);
  const told: string[] = [];
  child.on('message', (word: string) => void told.push(word));
  const exit = once(child, 'exit');
  try {
    await until(() => told.includes('there'));
    const seen = reached();
    if (typeof seen !== 'boolean') await seen;
    await pause(100);
    const from = performance.now();
    child.send('close');
    expect(await exit).toEqual([0, null]);
    return { told, ms: performance.now() - from };
  } finally {
    child.kill('SIGKILL');
  }
}

const soon = 1_500;

test('idle', async () => {
  await using rig = await RemoteRig.start(2);
  expect((await ends(rig, 'idle', { delegated: true })).ms).toBeLessThan(soon);
}, 30_000);

test('before anything was connected, or while that is tried: away', async () => {
  await using rig = await RemoteRig.start();
  expect((await ends(rig, 'asking')).ms).toBeLessThan(soon);
  rig.fake.kill();
  const { told, ms } = await ends(rig, 'away');
  expect(ms).toBeLessThan(soon);
  expect(told.find((word) => word !== 'there')).toMatch(/ECONNREFUSED/);
}, 30_000);

test('with calls under way, and others that wait for their turn', async () => {
  await using rig = await RemoteRig.start();
  rig.fake.onLeaf = () => undefined;
  const { told, ms } = await ends(rig, 'asking', { limits: { inFlight: 10 } }, () => until(() => rig.fake.counts.leaf === 10));
  expect(told[1]).toMatch(/does not sign for n\d+\.example: this proxy ends\.$/);
  expect(ms).toBeLessThan(soon);
}, 30_000);

test('while it enrolls, and while it is refused', async () => {
  await using rig = await RemoteRig.start();
  rig.fake.onEnroll = () => undefined;
  expect((await ends(rig, 'asking', {}, () => until(() => rig.fake.counts.enroll === 1))).ms).toBeLessThan(soon);
  rig.fake.onEnroll = undefined;
  expect((await ends(rig, 'denied', { credentials: { bootstrapToken: 'wrong' } })).ms).toBeLessThan(soon);
}, 30_000);

test('in the middle of a handshake that is never answered', async () => {
  await using rig = await RemoteRig.start(0);
  const server = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect((await ends(rig, 'asking', { replicas: [{ host: '127.0.0.1', port }] })).ms).toBeLessThan(soon);
  server.close();
}, 30_000);

test('what is cached is given out afterwards, and all else is refused at once', async () => {
  await using rig = await RemoteRig.start();
  const { certs } = rig.open();
  const context = await certs.context(named('a.example'));
  certs.close();
  expect(certs.context(named('a.example'))).toBe(context);
  expect(await outcome(certs, named('b.example'))).toMatch(/does not sign for b\.example: this proxy ends\.$/);
  expect(certs.figures()).toMatchObject({ connected: false });
});
