import { Metadata, status } from '@grpc/grpc-js';
import { CertificateAuthorityService } from '@weir/ca-api';
import { createAuthority } from '@weir/x509';
import { FakeAuthority, FakeDirectory } from '../../test/fake-authority.ts';
import { until } from '../../test/remote-rig.ts';
import { failureOf } from './call-failure.ts';
import { defaultRemoteLimits } from './limits.ts';
import { Replica } from './replica.ts';
import { bearer } from './token-file.ts';
import { TrustFile } from './trust-file.ts';

let directory: FakeDirectory;
beforeAll(() => { directory = new FakeDirectory(); });
afterAll(() => directory[Symbol.dispose]());

const signal = new AbortController().signal;
const leaf = { publicKey: Buffer.alloc(0), names: [], like: undefined };

function open(port: number): Replica & Disposable {
  const replica = new Replica({ address: { host: '127.0.0.1', port }, trust: new TrustFile(directory.trustFile), limits: { ...defaultRemoteLimits, tryMs: 200 }, onBundle: () => undefined, onChange: () => undefined });
  return Object.assign(replica, { [Symbol.dispose]: () => replica.close() });
}

const ask = (replica: Replica, ms: number): Promise<unknown> =>
  replica.call(CertificateAuthorityService.issueLeaf, leaf, { speaker: 'anybody', metadata: bearer('service-token'), ms, signal }).then(() => 'answered', (error: unknown) => status[failureOf(error).code]);

test('takes calls as oneself once there is a certificate', async () => {
  await using fake = await FakeAuthority.start(directory);
  using replica = open(fake.port);
  expect([replica.state, replica.takes('anybody')]).toEqual(['connecting', false]);
  await until(() => replica.state === 'up');
  expect([replica.takes('anybody'), replica.takes('self'), replica.name]).toEqual([true, false, `127.0.0.1:${fake.port}`]);
  const { key, certificate } = identity();
  replica.identify({ key, certificate });
  expect(replica.state).toBe('connecting');
  await until(() => replica.takes('self'));
  expect((await replica.call(CertificateAuthorityService.getBundle, {}, { speaker: 'self', metadata: new Metadata(), ms: 1_000, signal })).roots).toHaveLength(1);
});

test('after a call that was not answered one at a time is tried, until one is', async () => {
  await using fake = await FakeAuthority.start(directory);
  using replica = open(fake.port);
  await until(() => replica.state === 'up');
  fake.onLeaf = () => undefined;
  // It had less time than a try has: that says nothing.
  expect([await ask(replica, 50), replica.isSilent]).toEqual(['DEADLINE_EXCEEDED', false]);
  expect([await ask(replica, 5_000), replica.isSilent]).toEqual(['DEADLINE_EXCEEDED', true]);
  await until(() => replica.takes('anybody'));
  const trying = ask(replica, 5_000);
  expect(replica.takes('anybody')).toBe(false);
  expect([await trying, replica.takes('anybody'), replica.vainTries]).toEqual(['DEADLINE_EXCEEDED', true, 1]);
  // Nor does this.
  expect([await ask(replica, 50), replica.vainTries]).toEqual(['DEADLINE_EXCEEDED', 1]);
  fake.onLeaf = (_call, answer) => answer({ code: status.PERMISSION_DENIED });
  expect([await ask(replica, 5_000), replica.isSilent]).toEqual(['PERMISSION_DENIED', false]);
});

test('one that says itself that it cannot is not silent', async () => {
  await using fake = await FakeAuthority.start(directory);
  using replica = open(fake.port);
  await until(() => replica.state === 'up');
  fake.onLeaf = () => undefined;
  await ask(replica, 5_000);
  await until(() => replica.takes('anybody'));
  fake.onLeaf = (_call, answer) => answer({ code: status.UNAVAILABLE });
  expect([await ask(replica, 5_000), replica.isSilent, replica.state]).toEqual(['UNAVAILABLE', false, 'up']);
});

test('a call on a connection that is gone is a failure that passes', async () => {
  await using fake = await FakeAuthority.start(directory);
  using replica = open(fake.port);
  await until(() => replica.state === 'up');
  fake.onLeaf = () => fake.kill();
  expect(await ask(replica, 5_000)).toBe('UNAVAILABLE');
  expect([replica.takes('anybody'), replica.state]).toEqual([false, 'down']);
  expect(replica.reason).not.toBe('');
});

/** Any will do: nobody asks here who this is. */
function identity(): { readonly key: Buffer; readonly certificate: Buffer } {
  const { key, certificate } = createAuthority(Date.now());
  return { key: Buffer.from(key), certificate: Buffer.from(certificate) };
}
