import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { FakeAuthority } from '../../test/fake-authority.ts';
import { Network } from '../../test/network.ts';
import { named, outcome, pause, RemoteRig, until } from '../../test/remote-rig.ts';
import type { RemoteCerts } from './index.ts';

/** Takes connections and says nothing. */
class SilentServer implements AsyncDisposable {
  readonly #server: Server;
  readonly sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket)).resume();
    });
  }

  static async start(port = 0): Promise<SilentServer> {
    const server = createServer().listen(port, '127.0.0.1');
    const silent = new SilentServer(server);
    await once(server, 'listening');
    return silent;
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.resetAndDestroy();
    if (this.#server.listening) await new Promise((resolve) => { this.#server.close(resolve); });
  }
}

async function timed<T>(work: Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const from = performance.now();
  const value = await work;
  return { ms: performance.now() - from, value };
}

/** Why new names get no certificate, once that is the reason. */
async function reason(certs: RemoteCerts, why: RegExp): Promise<string> {
  let said: unknown;
  for (let n = 0; n < 400; n++) {
    said = await outcome(certs, named(`reason${n}.example`));
    if (typeof said !== 'string') throw new Error(`got a certificate, and not ${why}`);
    if (why.test(said)) return said;
    await pause(20);
  }
  throw new Error(`the reason is not ${why} but ${said}`);
}

test('killed and back on the same port: cached names go on, new ones fail soon, and are there again within 2 s', async () => {
  await using rig = await RemoteRig.start();
  const { certs, events } = rig.open();
  const cached = await certs.context(named('cached.example'));
  rig.fake.kill();
  await until(() => !certs.figures().connected);
  // The first is patient: it may have been a restart.
  const first = await timed(outcome(certs, named('first.example')));
  expect(first.value).toMatch(/^The certificate authority at 127\.0\.0\.1:\d+ does not sign for first\.example: connect ECONNREFUSED 127\.0\.0\.1:\d+\.$/);
  expect(first.ms).toBeLessThan(1_500);
  const others = await timed(Promise.all(Array.from({ length: 100 }, (_, n) => outcome(certs, named(`n${n}.example`)))));
  expect([others.value.every((one) => typeof one === 'string'), others.ms < 900]).toEqual([true, true]);
  expect(certs.context(named('cached.example'))).toBe(cached);
  await pause(1_500);
  await rig.fake.listen();
  const from = performance.now();
  await until(() => certs.figures().connected, 2_000);
  expect(typeof await outcome(certs, named('again.example'))).toBe('object');
  expect(performance.now() - from).toBeLessThan(2_000);
  await until(() => events.at(-1)!.type === 'connected');
  expect(events.map(({ type }) => type)).toEqual(['roots', 'connected', 'away', 'connected']);
});

test('a restart within a second fails no request', async () => {
  await using rig = await RemoteRig.start();
  const { certs, events } = rig.open();
  await certs.context(named('a.example'));
  rig.fake.kill();
  const waiting = Promise.all(Array.from({ length: 20 }, (_, n) => outcome(certs, named(`n${n}.example`))));
  await pause(300);
  await rig.fake.listen();
  expect((await waiting).filter((one) => typeof one === 'string')).toEqual([]);
  await pause(1_100);
  expect(events.map(({ type }) => type)).toEqual(['roots', 'connected']);
});

test('killed while it is asked: another replica answers', async () => {
  await using rig = await RemoteRig.start(2);
  const { certs } = rig.open();
  await certs.context(named('a.example'));
  const [asked, other] = rig.replicas[0]!.counts.leaf === 1 ? rig.replicas : [rig.replicas[1]!, rig.replicas[0]!];
  asked!.onLeaf = () => asked!.kill();
  const { ms, value } = await timed(outcome(certs, named('b.example')));
  expect([typeof value, ms < 1_000]).toEqual(['object', true]);
  expect(typeof await outcome(certs, named('c.example'))).toBe('object');
  expect([asked!.counts.leaf, other!.counts.leaf]).toEqual([2, 2]);
});

test('one that ends in order: what it was asked is answered, and the next question goes to another', async () => {
  await using rig = await RemoteRig.start(2);
  const { certs } = rig.open();
  await certs.context(named('a.example'));
  const [asked, other] = rig.replicas[0]!.counts.leaf === 1 ? rig.replicas : [rig.replicas[1]!, rig.replicas[0]!];
  const ended = new Promise<void>((resolve) => {
    asked!.onLeaf = ({ request }, answer) => {
      void asked!.end().then(resolve);
      setTimeout(() => answer(null, asked!.leaf(request)), 200);
    };
  });
  const before = outcome(certs, named('b.example'));
  await pause(100);
  expect(typeof await outcome(certs, named('c.example'))).toBe('object');
  expect(typeof await before).toBe('object');
  await ended;
  expect([asked!.counts.leaf, other!.counts.leaf]).toEqual([2, 1]);
});

test('the replica that answered last is asked first', async () => {
  await using rig = await RemoteRig.start(3);
  const { certs } = rig.open();
  for (let n = 0; n < 10; n++) await certs.context(named(`n${n}.example`));
  expect(rig.replicas.map(({ counts }) => counts.leaf).sort()).toEqual([0, 0, 10]);
});

test('one that takes connections and answers nothing is away; what waits for it is told soon', async () => {
  await using rig = await RemoteRig.start(0);
  await using silent = await SilentServer.start();
  const { certs, events } = rig.open({ replicas: [silent.address], limits: { connectMs: 500 } });
  const first = await timed(outcome(certs, named('a.example')));
  expect(first.value).toMatch(/does not sign for a\.example: it does not answer\.$/);
  expect(first.ms).toBeLessThan(2_500);
  expect((await timed(outcome(certs, named('b.example')))).ms).toBeLessThan(900);
  await until(() => events.length > 0);
  expect(events).toEqual([{ type: 'away', reason: 'it does not answer' }]);
  certs.close();
  await until(() => silent.sockets.size === 0);
});

test('silent, then the service itself on that port: used within 2 s', async () => {
  await using rig = await RemoteRig.start();
  const { port } = rig.fake;
  rig.fake.kill();
  const silent = await SilentServer.start(port);
  const { certs } = rig.open({ limits: { connectMs: 500 } });
  await outcome(certs, named('a.example'));
  await silent[Symbol.asyncDispose]();
  await rig.fake.listen();
  const { ms } = await timed(until(() => certs.figures().connected));
  expect(ms).toBeLessThan(2_000);
  expect(typeof await outcome(certs, named('b.example'))).toBe('object');
});

test('connected, and then never an answer to a call: another replica is asked, and this one by one call at a time', async () => {
  await using rig = await RemoteRig.start(2);
  const { certs } = rig.open({ limits: { tryMs: 300 } });
  await certs.context(named('a.example'));
  const [hanging, other] = rig.replicas[0]!.counts.leaf === 1 ? rig.replicas : [rig.replicas[1]!, rig.replicas[0]!];
  hanging!.onLeaf = () => undefined;
  const second = await timed(outcome(certs, named('b.example')));
  expect([typeof second.value, second.ms < 1_500, other!.counts.leaf]).toEqual(['object', true, 1]);
  other!.onLeaf = () => undefined;
  await outcome(certs, named('c.example'));
  const before = hanging!.counts.leaf + other!.counts.leaf;
  const many = await timed(Promise.all(Array.from({ length: 50 }, (_, n) => outcome(certs, named(`n${n}.example`)))));
  expect(many.value.every((one) => typeof one === 'string' && one.endsWith('it does not answer.'))).toBe(true);
  // One at a time at each, and who has waited for these in vain does not try by itself.
  expect(hanging!.counts.leaf + other!.counts.leaf - before).toBeLessThanOrEqual(4);
  // It answers again, and is asked by all.
  hanging!.onLeaf = undefined;
  other!.onLeaf = undefined;
  await until(() => certs.figures().connected);
  for (const name of ['d.example', 'e.example']) expect(typeof await outcome(certs, named(name))).toBe('object');
}, 30_000);

test('a network that swallows everything: cached names go on, others are told soon, and afterwards it is used within 2 s', async () => {
  await using rig = await RemoteRig.start();
  await using network = await Network.start(rig.fake.port);
  const { certs, events } = rig.open({ replicas: [network.address], limits: { tryMs: 500, connectMs: 1_000 } });
  const cached = await certs.context(named('cached.example'));
  network.swallow();
  const first = await timed(outcome(certs, named('a.example')));
  expect([first.value, first.ms < 3_000]).toEqual([expect.stringMatching(/it does not answer/), true]);
  await until(() => events.at(-1)!.type === 'away');
  const many = await timed(Promise.all(Array.from({ length: 50 }, (_, n) => outcome(certs, named(`n${n}.example`)))));
  expect([many.value.every((one) => typeof one === 'string'), many.ms < 900, certs.context(named('cached.example')) === cached]).toEqual([true, true, true]);
  network.heal();
  const { ms } = await timed(until(() => certs.figures().connected));
  expect(ms).toBeLessThan(2_000);
  for (const name of ['b.example', 'c.example']) expect(typeof await outcome(certs, named(name))).toBe('object');
}, 20_000);

test('one late answer: the many that come afterwards wait for the one that tries, and all get their certificates', async () => {
  await using rig = await RemoteRig.start();
  const { certs } = rig.open({ limits: { tryMs: 1_000 } });
  await certs.context(named('a.example'));
  rig.fake.onLeaf = () => undefined;
  expect(await outcome(certs, named('late.example'))).toMatch(/it does not answer\.$/);
  rig.fake.onLeaf = ({ request }, answer) => void setTimeout(() => answer(null, rig.fake.leaf(request)), 50);
  const many = await Promise.all(Array.from({ length: 50 }, (_, n) => outcome(certs, named(`n${n}.example`))));
  expect(many.filter((one) => typeof one === 'string')).toEqual([]);
}, 20_000);

test('a stall that is shorter than two tries fails nobody of many', async () => {
  await using rig = await RemoteRig.start();
  const { certs } = rig.open({ limits: { requestMs: 20_000 } });
  await certs.context(named('a.example'));
  const end = performance.now() + 3_000;
  rig.fake.onLeaf = ({ request }, answer) => void setTimeout(() => answer(null, rig.fake.leaf(request)), Math.max(0, end - performance.now()));
  const many = await Promise.all(Array.from({ length: 50 }, (_, n) => outcome(certs, named(`n${n}.example`))));
  expect(many.filter((one) => typeof one === 'string')).toEqual([]);
}, 30_000);

test('what trusts the service may come after the start, or be of another service until then', async () => {
  await using rig = await RemoteRig.start();
  const text = rig.directory.identity.certificates[0]!.toString();
  rmSync(rig.directory.trustFile);
  const { certs, events } = rig.open();
  expect(await outcome(certs, named('a.example'))).toMatch(/weir-trust-.*\.pem: is not there yet/);
  await until(() => events.length > 0);
  expect(events).toEqual([{ type: 'away', reason: expect.stringContaining('is not there yet') }]);
  writeFileSync(rig.directory.trustFile, 'no certificate');
  // It is read for each connection, of which the next comes within a second.
  expect(await reason(certs, /no certificate/)).toMatch(/weir-trust-.*\.pem: no certificate/);
  writeFileSync(rig.directory.trustFile, rig.directory.root.certificates[0]!.toString());
  expect(await reason(certs, /signature|local issuer|self-signed/i)).not.toMatch(/weir-trust/);
  expect(rig.fake.counts.bundle).toBe(0);
  writeFileSync(rig.directory.trustFile, text);
  await until(() => certs.figures().connected, 2_000);
  expect(typeof await outcome(certs, named('a.example'))).toBe('object');
}, 20_000);

test('a name of the service that its certificate does not have is not trusted; a name is looked up', async () => {
  await using rig = await RemoteRig.start();
  const { port } = rig.fake;
  const { certs } = rig.open({ replicas: [{ host: 'localhost', port }] });
  expect(typeof await outcome(certs, named('a.example'))).toBe('object');
  const wrong = rig.open({ replicas: [{ host: '127.0.0.2', port }] });
  rig.replicas.push(await FakeAuthority.start(rig.directory));
  expect(await outcome(wrong.certs, named('a.example'))).toMatch(/127\.0\.0\.2/);
});

test('a proxy of the environment is not used', async () => {
  await using rig = await RemoteRig.start();
  const names = ['grpc_proxy', 'https_proxy', 'http_proxy'] as const;
  const before = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = 'http://127.0.0.1:1';
  try {
    const { certs } = rig.open();
    expect(typeof await outcome(certs, named('a.example'))).toBe('object');
  } finally {
    names.forEach((name, at) => {
      if (before[at] === undefined) delete process.env[name];
      else process.env[name] = before[at];
    });
  }
});

test('with the service away a name that is known goes on where the server has another certificate by now, or is not there', async () => {
  await using rig = await RemoteRig.start();
  const { certs } = rig.open({ contexts: 2 });
  const like = (...names: string[]) => ({ subject: '', issuer: '', notAfter: '', names });
  const asked = (name: string, ...names: string[]) => outcome(certs, { names: [name], like: like(...names) });
  const known = await asked('a.example', 'a.example', 'b.example');
  rig.fake.kill();
  await until(() => !certs.figures().connected);
  expect([await asked('a.example', 'b.example', 'a.example'), await asked('a.example', 'c.example'), await outcome(certs, named('a.example'))]).toEqual([known, known, known]);
  // It was never asked for by that name; once it was, it is known.
  expect(await asked('b.example', 'b.example')).toMatch(/does not sign for b\.example/);
  expect([await asked('b.example', 'a.example', 'b.example'), await asked('b.example', 'b.example')]).toEqual([known, known]);
  await rig.fake.listen();
  await until(() => certs.figures().connected);
  expect(await asked('a.example', 'c.example')).not.toBe(known);
  for (const name of ['d.example', 'e.example']) await certs.context(named(name));
  rig.fake.kill();
  await until(() => !certs.figures().connected);
  expect(await outcome(certs, named('a.example'))).toMatch(/does not sign for a\.example/);
});
