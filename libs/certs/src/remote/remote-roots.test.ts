import type { SecureContext } from 'node:tls';
import { status } from '@grpc/grpc-js';
import { FakeAuthority, FakeDirectory, hour } from '../../test/fake-authority.ts';
import { handshake } from '../../test/handshake.ts';
import { named, pause, RemoteRig, until } from '../../test/remote-rig.ts';
import type { RemoteCertsOptions, RemoteCerts, RemoteEvent } from './index.ts';

/** Two replicas that have the roots of their own; the one that lags behind is asked first. */
class TwoReplicas implements AsyncDisposable {
  readonly #rig: RemoteRig;
  readonly #directory: FakeDirectory;
  readonly clock = { now: Date.now() };
  readonly ahead: FakeAuthority;
  readonly lagging: FakeAuthority;

  private constructor(rig: RemoteRig, directory: FakeDirectory) {
    this.#rig = rig;
    this.#directory = directory;
    [this.ahead, this.lagging] = rig.replicas as [FakeAuthority, FakeAuthority];
  }

  static async start(): Promise<TwoReplicas> {
    const rig = await RemoteRig.start();
    const directory = new FakeDirectory(rig.directory);
    rig.replicas.push(await FakeAuthority.start(directory));
    return new TwoReplicas(rig, directory);
  }

  async open(options: Partial<RemoteCertsOptions> = {}): Promise<{ readonly certs: RemoteCerts; readonly events: RemoteEvent[] }> {
    const opened = this.#rig.open({ credentials: this.#rig.serviceAccount, now: () => this.clock.now, ...options });
    for (const kind of ['onLeaf', 'onIntermediate'] as const) this.ahead[kind] = (_call, answer) => answer({ code: status.UNAVAILABLE, details: 'in a moment' });
    await until(() => this.ahead.counts.bundle === 1 && this.lagging.counts.bundle === 1);
    await opened.certs.context(named('first.example'));
    if (options.delegated === true) await until(() => opened.events.some(({ type }) => type === 'delegated'));
    for (const kind of ['onLeaf', 'onIntermediate'] as const) this.ahead[kind] = undefined;
    return opened;
  }

  follow(): void {
    const { ahead, lagging } = this;
    lagging.directory.root = ahead.directory.root;
    lagging.directory.previous = ahead.directory.previous;
    lagging.tellBundle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rig[Symbol.asyncDispose]();
    this.#directory[Symbol.dispose]();
  }
}

/** Whether a client that trusts nothing but the root of `fake` accepts it. */
async function isAccepted(context: SecureContext, fake: FakeAuthority, servername = 'a.example'): Promise<boolean> {
  return handshake(context, { ca: fake.directory.root.certificates[0]!.toString(), servername }).then(() => true, () => false);
}

test('what a replica has signed that lags behind in a change of roots is renewed again, every 10 s', async () => {
  await using two = await TwoReplicas.start();
  const { ahead, lagging, clock } = two;
  const { certs } = await two.open();
  const first = await certs.context(named('a.example'));
  ahead.rotate();
  await until(() => certs.roots().length === 2);
  await until(() => certs.context(named('a.example')) !== first);
  const second = await certs.context(named('a.example'));
  expect(await isAccepted(second, lagging)).toBe(true);
  two.follow();
  const { leaf } = lagging.counts;
  clock.now += 9_000;
  expect([certs.context(named('a.example')) === second, lagging.counts.leaf]).toEqual([true, leaf]);
  clock.now += 1_000;
  await until(() => certs.context(named('a.example')) !== second);
  const third = await certs.context(named('a.example'));
  expect(await isAccepted(third, ahead)).toBe(true);
  // It is of the root that signs: there is nothing to renew.
  clock.now += hour;
  expect([certs.context(named('a.example')) === third, lagging.counts.leaf]).toEqual([true, leaf + 1]);
});

test('so is an intermediate', async () => {
  await using two = await TwoReplicas.start();
  const { ahead, lagging, clock } = two;
  const { certs } = await two.open({ delegated: true });
  ahead.rotate();
  await until(() => lagging.counts.intermediate === 2);
  two.follow();
  clock.now += 10_000;
  let n = 0;
  const context = (): SecureContext => certs.context(named(`n${++n}.example`)) as SecureContext;
  await until(async () => {
    clock.now += 1_000;
    return isAccepted(context(), ahead, `n${n}.example`);
  }, 10_000);
  const { intermediate } = lagging.counts;
  clock.now += hour;
  expect([await isAccepted(context(), ahead, `n${n}.example`), lagging.counts.intermediate]).toEqual([true, intermediate]);
});

test('a replica that does not follow turns nothing back when it connects anew, until no other one shows the change', async () => {
  await using two = await TwoReplicas.start();
  const { ahead, lagging, clock } = two;
  const { certs, events } = await two.open({ delegated: true });
  const told = (): number => events.filter(({ type }) => type === 'roots').length;
  const current = (): string => certs.roots()[0]!.fingerprint256;
  const [before, changed] = [current(), () => ahead.directory.root.certificates[0]!.fingerprint256];
  ahead.rotate();
  await until(() => told() === 2);
  for (let n = 0; n < 3; n++) {
    clock.now += hour;
    const bundles = lagging.counts.bundle;
    lagging.kill();
    await lagging.listen();
    await until(() => lagging.counts.bundle > bundles && certs.figures().connected);
    ahead.tellBundle();
    await pause(100);
  }
  expect([told(), current()]).toEqual([2, changed()]);
  // What is told now is not to be had any more.
  ahead.kill();
  await until(() => {
    clock.now += hour;
    lagging.tellBundle();
    return told() === 3;
  });
  expect(current()).toBe(before);
});
