import { status } from '@grpc/grpc-js';
import { CertificateAuthorityService } from '@weir/ca-api';
import { FakeAuthority, FakeDirectory } from '../../test/fake-authority.ts';
import { until } from '../../test/remote-rig.ts';
import { CallFailure, failureOf } from './call-failure.ts';
import { defaultRemoteLimits } from './limits.ts';
import { Replicas, type Call } from './replicas.ts';
import { bearer } from './token-file.ts';
import { TrustFile } from './trust-file.ts';

let directory: FakeDirectory;
beforeAll(() => { directory = new FakeDirectory(); });
afterAll(() => directory[Symbol.dispose]());

const leaf = { publicKey: Buffer.alloc(0), names: [], like: undefined };

function open(ports: readonly number[]): Replicas & Disposable {
  const replicas = new Replicas({
    addresses: ports.map((port) => ({ host: '127.0.0.1', port })), trust: new TrustFile(directory.trustFile), limits: { ...defaultRemoteLimits, patienceMs: 300 }, onBundle: () => undefined, onChange: () => undefined,
  });
  return Object.assign(replicas, { [Symbol.dispose]: () => replicas.close() });
}

const ask = (replicas: Replicas, more: Partial<Call<unknown, unknown>> = {}): Promise<string> =>
  replicas.call({ method: CertificateAuthorityService.issueLeaf, question: leaf, speaker: 'anybody', metadata: () => bearer('service-token'), signal: new AbortController().signal, until: performance.now() + 3_000, ...more } as Call<typeof leaf, unknown>)
    .then(() => 'answered', (error: unknown) => `${status[failureOf(error).code]} ${failureOf(error).message}`);

test('a failure that passes is tried again, three times at each; another one is the end', async () => {
  await using one = await FakeAuthority.start(directory);
  await using other = await FakeAuthority.start(directory);
  using replicas = open([one.port, other.port]);
  for (const fake of [one, other]) fake.onLeaf = (_call, answer) => answer({ code: status.UNAVAILABLE, details: 'in a moment' });
  await until(() => replicas.connected);
  expect(await ask(replicas)).toBe('UNAVAILABLE in a moment');
  expect(one.counts.leaf + other.counts.leaf).toBeLessThanOrEqual(6);
  expect(Math.min(one.counts.leaf, other.counts.leaf)).toBeGreaterThan(0);
  const before = one.counts.leaf + other.counts.leaf;
  for (const fake of [one, other]) fake.onLeaf = (_call, answer) => answer({ code: status.PERMISSION_DENIED, details: 'no' });
  expect(await ask(replicas)).toBe('PERMISSION_DENIED no');
  expect(one.counts.leaf + other.counts.leaf).toBe(before + 1);
});

test.each([status.INTERNAL, status.FAILED_PRECONDITION, status.RESOURCE_EXHAUSTED, status.UNIMPLEMENTED])('one that fails by itself (%s) is asked once, and then each other one', async (code) => {
  await using one = await FakeAuthority.start(directory);
  await using other = await FakeAuthority.start(directory);
  using replicas = open([one.port, other.port]);
  await until(() => replicas.reason === '');
  for (const fake of [one, other]) fake.onLeaf = (_call, answer) => answer(null, { certificate: Buffer.alloc(0), intermediates: [], notAfter: 0 });
  expect(await ask(replicas)).toBe('answered');
  const [first, second] = one.counts.leaf === 1 ? [one, other] : [other, one];
  first.onLeaf = (_call, answer) => answer({ code, details: 'only here' });
  expect([await ask(replicas), await ask(replicas), first.counts.leaf, second.counts.leaf]).toEqual(['answered', 'answered', 2, 2]);
  for (const fake of [one, other]) fake.onLeaf = (_call, answer) => answer({ code, details: 'everywhere' });
  expect([await ask(replicas), first.counts.leaf, second.counts.leaf]).toEqual([`${status[code]} everywhere`, 3, 3]);
});

test('while none is there calls wait, for so long from then on', async () => {
  using replicas = open([1, 2]);
  const from = performance.now();
  expect(await ask(replicas)).toMatch(/^UNAVAILABLE connect ECONNREFUSED 127\.0\.0\.1:\d; connect ECONNREFUSED 127\.0\.0\.1:\d$/);
  expect(performance.now() - from).toBeGreaterThan(250);
  const again = performance.now();
  expect(await ask(replicas)).toMatch(/^UNAVAILABLE/);
  expect([performance.now() - again < 100, replicas.away, replicas.connected, replicas.asked]).toEqual([true, true, false, undefined]);
});

test('a call ends with its signal, its time, and where it is hopeless', async () => {
  await using fake = await FakeAuthority.start(directory);
  using replicas = open([fake.port]);
  await until(() => replicas.connected);
  fake.onLeaf = () => undefined;
  const ending = new AbortController();
  const waiting = ask(replicas, { signal: ending.signal });
  await until(() => fake.counts.leaf === 1);
  ending.abort(new CallFailure(status.CANCELLED, 'enough'));
  expect(await waiting).toBe('CANCELLED enough');
  expect(await ask(replicas, { until: performance.now() + 100 })).toBe('DEADLINE_EXCEEDED it does not answer');
  // Nobody has enrolled.
  expect(await ask(replicas, { speaker: 'self', hopeless: () => new CallFailure(status.UNAUTHENTICATED, 'not you') })).toBe('UNAUTHENTICATED not you');
  const reasons: CallFailure[] = [];
  const hoping = ask(replicas, { speaker: 'self', hopeless: () => reasons[0] });
  reasons.push(new CallFailure(status.UNAUTHENTICATED, 'not you either'));
  replicas.wake();
  expect(await hoping).toBe('UNAUTHENTICATED not you either');
});

test('closed, none is there, and none is made any more', async () => {
  await using fake = await FakeAuthority.start(directory);
  const replicas = open([fake.port]);
  await until(() => replicas.connected);
  replicas.close();
  replicas.identify({ key: Buffer.alloc(0), certificate: Buffer.alloc(0) });
  expect(replicas.connected).toBe(false);
});
