import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { hour } from '../../test/fake-authority.ts';
import { named, outcome, pause, RemoteRig, until } from '../../test/remote-rig.ts';

function tokenFile(token?: string): { readonly path: string; readonly swap: (token: string) => void } & Disposable {
  const path = join(tmpdir(), `weir-token-${randomUUID()}`);
  if (token !== undefined) writeFileSync(path, token);
  return {
    path,
    // As Kubernetes does: another file takes the name.
    swap: (next) => {
      writeFileSync(`${path}.next`, next);
      renameSync(`${path}.next`, path);
    },
    [Symbol.dispose]: () => rmSync(path, { force: true }),
  };
}

/** OpenSSL has the real clock: what is issued at `clock` must be valid by both, so it runs within the hour by which certificates are backdated, or lives longer. */
function clockFrom(offset: number): { now: number } {
  return { now: Date.now() + offset };
}

test('a client certificate is renewed with itself at two thirds of its life, before anybody has to wait', async () => {
  await using rig = await RemoteRig.start(2);
  const clock = clockFrom(-40 * hour);
  for (const replica of rig.replicas) Object.assign(replica, { now: () => clock.now, clientLifetimeMs: 60 * hour });
  const { certs, events } = rig.open({ now: () => clock.now });
  const enrolled = (): number => rig.replicas.reduce((sum, { counts }) => sum + counts.enroll, 0);
  const byToken = (): number => rig.replicas.reduce((sum, { counts }) => sum + counts.enrollByToken, 0);
  await certs.context(named('a.example'));
  expect([enrolled(), byToken()]).toEqual([1, 1]);
  clock.now += 39.5 * hour;
  await pause(100);
  expect(enrolled()).toBe(1);
  clock.now += hour;
  await until(() => enrolled() === 2);
  await until(() => certs.figures().connected);
  // The first one has ended now, the second has not.
  clock.now += 25 * hour;
  expect(typeof await outcome(certs, named('b.example'))).toBe('object');
  expect([enrolled(), byToken()]).toEqual([2, 1]);
  expect(events.filter(({ type }) => type === 'denied')).toEqual([]);
});

test('one that has ended meanwhile is replaced with the token', async () => {
  await using rig = await RemoteRig.start();
  const clock = clockFrom(-29.5 * hour);
  Object.assign(rig.fake, { now: () => clock.now, clientLifetimeMs: 30 * hour });
  const { certs } = rig.open({ now: () => clock.now, limits: { lookMs: 50 } });
  await certs.context(named('a.example'));
  clock.now += 30.2 * hour;
  expect(typeof await outcome(certs, named('b.example'))).toBe('object');
  expect(rig.fake.counts).toMatchObject({ enroll: 2, enrollByToken: 2 });
});

test('a certificate that counts no more is replaced with the token within the request; however many ask, once', async () => {
  await using rig = await RemoteRig.start();
  const clock = { now: Date.now() };
  const { certs, events } = rig.open({ now: () => clock.now });
  await certs.context(named('a.example'));
  clock.now += 60_000;
  rig.directory.known.clear();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => outcome(certs, named(`n${n}.example`))));
  expect(answers.filter((one) => typeof one === 'string')).toEqual([]);
  expect(rig.fake.counts).toMatchObject({ enroll: 2, enrollByToken: 2 });
  expect(events.filter(({ type }) => type === 'denied')).toEqual([]);
});

test('a service that accepts no certificate is not asked to enroll again and again', async () => {
  await using rig = await RemoteRig.start();
  const { certs, events } = rig.open();
  await certs.context(named('a.example'));
  rig.fake.onLeaf = (_call, answer) => answer({ code: status.UNAUTHENTICATED, details: 'not you' });
  for (let n = 0; n < 5; n++) expect(await outcome(certs, named(`n${n}.example`))).toMatch(/not you/);
  expect(rig.fake.counts.enroll).toBe(1);
  expect(events.filter(({ type }) => type === 'denied')).toEqual([{ type: 'denied', reason: 'not you' }]);
  rig.fake.onLeaf = undefined;
  expect(typeof await outcome(certs, named('b.example'))).toBe('object');
  expect(events.at(-1)).toEqual({ type: 'admitted' });
});

test('a wrong bootstrap token: requests are told at once, the log once, and the token is in neither', async () => {
  await using rig = await RemoteRig.start();
  const clock = { now: Date.now() };
  const { certs, events } = rig.open({ credentials: { bootstrapToken: 'wrong-token' }, now: () => clock.now });
  const message = await outcome(certs, named('a.example'));
  expect(message).toMatch(/does not sign for a\.example: neither a token nor a certificate that counts\.$/);
  const from = performance.now();
  for (let n = 0; n < 20; n++) expect(await outcome(certs, named(`n${n}.example`))).toBe((message as string).replace('a.example', `n${n}.example`));
  expect(performance.now() - from).toBeLessThan(900);
  expect(rig.fake.counts.enroll).toBe(1);
  clock.now += 2_000;
  await until(() => rig.fake.counts.enroll === 2);
  await pause(100);
  const denials = events.filter(({ type }) => type === 'denied');
  expect([denials.length, JSON.stringify(events).includes('wrong-token')]).toEqual([1, false]);
  rig.fake.bootstrapTokens.add('wrong-token');
  clock.now += 60_000;
  await until(() => events.at(-1)!.type === 'admitted');
  expect(typeof await outcome(certs, named('a.example'))).toBe('object');
});

test('enrolment that cannot be had now: new names are told why, soon; that is told once; and what can be had again is used within 2 s', async () => {
  await using rig = await RemoteRig.start();
  rig.fake.onEnroll = (_call, answer) => answer({ code: status.UNAVAILABLE, details: 'what is issued cannot be logged now' });
  const { certs, events } = rig.open({ limits: { requestMs: 30_000 } });
  const from = performance.now();
  expect(await outcome(certs, named('a.example'))).toMatch(/does not sign for a\.example: what is issued cannot be logged now\.$/);
  // It might have passed.
  expect(performance.now() - from).toBeGreaterThan(900);
  expect(performance.now() - from).toBeLessThan(10_000);
  const again = performance.now();
  for (let n = 0; n < 20; n++) expect(await outcome(certs, named(`n${n}.example`))).toMatch(/cannot be logged now\.$/);
  expect(performance.now() - again).toBeLessThan(2_000);
  const before = rig.fake.counts.enroll;
  // Pauses do not grow: three tries each.
  await until(() => rig.fake.counts.enroll >= before + 9, 20_000);
  expect(events.filter(({ type }) => type !== 'roots')).toEqual([{ type: 'connected', replica: expect.any(String) }, { type: 'away', reason: 'what is issued cannot be logged now' }]);
  rig.fake.onEnroll = undefined;
  await until(() => events.at(-1)!.type === 'connected', 4_000);
  expect(typeof await outcome(certs, named('b.example'))).toBe('object');
}, 60_000);

test('an enrolment that fails for a moment fails nobody', async () => {
  await using rig = await RemoteRig.start();
  const end = performance.now() + 500;
  const { certs, events } = rig.open();
  rig.fake.onEnroll = (_call, answer) => {
    if (performance.now() > end) rig.fake.onEnroll = undefined;
    answer({ code: status.UNAVAILABLE, details: 'in a moment' });
  };
  expect(typeof await outcome(certs, named('a.example'))).toBe('object');
  expect(events.map(({ type }) => type).filter((type) => type === 'away')).toEqual([]);
}, 20_000);

test.each([
  ['no certificate', () => Buffer.from('x'), /no certificate/],
  ['a certificate of another key', (identity: Buffer) => identity, /another key/],
])('enrolment with %s is refused', async (_what, certificate, message) => {
  await using rig = await RemoteRig.start();
  rig.fake.onEnroll = (_call, answer) => answer(null, { certificate: certificate(rig.directory.identity.certificates[0]!.raw), notAfter: Date.now() + hour, caller: 'x' });
  const { certs, events } = rig.open();
  expect(await outcome(certs, named('a.example'))).toMatch(message);
  expect(events.find(({ type }) => type === 'denied')).toEqual({ type: 'denied', reason: expect.stringMatching(message) });
});

test('a projected token goes with each call, and its next version is used when the file is swapped', async () => {
  await using rig = await RemoteRig.start();
  using token = tokenFile('service-token\n');
  const { certs } = rig.open({ credentials: { serviceAccountToken: token.path } });
  await certs.context(named('a.example'));
  expect([rig.fake.counts.enroll, new Set(rig.fake.tokens)]).toEqual([0, new Set(['service-token'])]);
  rig.fake.serviceTokens = new Set(['next-token']);
  token.swap('next-token');
  await pause(100);
  await certs.context(named('b.example'));
  expect([rig.fake.counts.leaf, rig.fake.tokens.at(-1)]).toEqual([2, 'next-token']);
});

test('a token that has expired is read again within the request', async () => {
  await using rig = await RemoteRig.start();
  using token = tokenFile('service-token');
  const { certs } = rig.open({ credentials: { serviceAccountToken: token.path }, limits: { lookMs: 60_000 } });
  await certs.context(named('a.example'));
  rig.fake.serviceTokens = new Set(['next-token']);
  token.swap('next-token');
  expect(typeof await outcome(certs, named('b.example'))).toBe('object');
  expect(rig.fake.counts.leaf).toBe(3);
});

test('a token that is not there yet, or is none', async () => {
  await using rig = await RemoteRig.start();
  using token = tokenFile();
  const { certs, events } = rig.open({ credentials: { serviceAccountToken: token.path } });
  await until(() => certs.figures().connected);
  expect(await outcome(certs, named('a.example'))).toMatch(/does not sign for a\.example: the token in .* cannot be read: ENOENT/);
  token.swap('two words');
  expect(await outcome(certs, named('a.example'))).toMatch(/it holds characters that no token has\.$/);
  token.swap('service-token');
  expect(typeof await outcome(certs, named('a.example'))).toBe('object');
  expect(events.map(({ type }) => type).filter((type) => type === 'denied' || type === 'admitted')).toEqual(['denied', 'denied', 'admitted']);
});
