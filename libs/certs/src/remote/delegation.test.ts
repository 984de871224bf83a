import { status } from '@grpc/grpc-js';
import { issueIntermediate, readAuthority, readSigningRequest } from '@weir/x509';
import { folder } from '@weir/x509/testing';
import { opensslAuthority } from '../../test/authorities.ts';
import { hour } from '../../test/fake-authority.ts';
import { handshake } from '../../test/handshake.ts';
import { named, outcome, pause, RemoteRig, until } from '../../test/remote-rig.ts';
import { withoutEnd } from '../../test/without-end.ts';
import { leafSubject } from '../leaf-subject.ts';
import { Delegation, type DelegationEnd } from './delegation.ts';
import { LeafKey, type LeafContext } from './leaf-context.ts';
import type { RemoteEvent } from './remote-event.ts';

const file = folder();

const delegated = (events: readonly RemoteEvent[]): boolean => events.some(({ type }) => type === 'delegated');

test('leaves are signed here, below an intermediate that clients are sent, and go on with the service away', async () => {
  await using rig = await RemoteRig.start();
  const { certs, events } = rig.open({ delegated: true });
  await until(() => delegated(events));
  rig.fake.kill();
  await until(() => !certs.figures().connected);
  for (let n = 0; n < 20; n++) {
    const context = certs.context(named(`n${n}.example`));
    expect(context).not.toBeInstanceOf(Promise);
    if (n === 0) expect((await handshake(await context, { ca: rig.directory.root.certificates[0]!.toString(), servername: 'n0.example' })).certificate.subjectAltName).toBe('DNS:n0.example');
  }
  expect([rig.fake.counts.leaf, rig.fake.counts.intermediate, certs.figures().issued]).toEqual([0, 1, 20]);
});

test('names outside its constraints are asked of the service', async () => {
  await using rig = await RemoteRig.start();
  rig.fake.permitted = ['corp.example', '10.0.0.0/8'];
  rig.fake.excluded = ['secret.corp.example'];
  const { certs, events } = rig.open({ delegated: true });
  await until(() => delegated(events));
  expect(events.find(({ type }) => type === 'delegated')).toEqual({ type: 'delegated', permitted: ['corp.example', '10.0.0.0/8'], notAfter: expect.any(Number) });
  for (const name of ['a.corp.example', '10.1.2.3', '*.a.corp.example']) expect(certs.context(named(name))).not.toBeInstanceOf(Promise);
  expect(rig.fake.counts.leaf).toBe(0);
  const outside = [['b.example'], ['x.secret.corp.example'], ['192.168.0.1'], ['*.corp.example'], ['b.example', 'a.corp.example']];
  for (const names of outside) expect(typeof await outcome(certs, { names })).toBe('object');
  expect(rig.fake.questions.map(({ names }) => names)).toEqual(outside);
  await handshake(await certs.context(named('a.corp.example')), { ca: rig.directory.root.certificates[0]!.toString(), servername: 'a.corp.example' });
});

test('what else stands in the server\'s certificate is left out, with the service away too, and asked of it by whom asks for that', async () => {
  await using rig = await RemoteRig.start();
  rig.fake.permitted = ['shop.example'];
  const { certs, events } = rig.open({ delegated: true });
  await until(() => delegated(events));
  const like = { subject: '', issuer: '', notAfter: '', commonName: 'shop.partner.example', names: ['shop.partner.example', 'www.shop.example', '*.shop.example'] };
  const own = certs.context({ names: ['www.shop.example'], like });
  expect(own).not.toBeInstanceOf(Promise);
  const { certificate } = await handshake(await own, { ca: rig.directory.root.certificates[0]!.toString(), servername: 'www.shop.example' });
  expect(certificate.subjectAltName).toBe('DNS:www.shop.example, DNS:*.shop.example');
  expect([certs.context({ names: ['www.shop.example'], like }) === own, rig.fake.counts.leaf]).toEqual([true, 0]);
  const partner = await certs.context({ names: ['shop.partner.example'], like });
  expect([partner === own, rig.fake.questions.map(({ names }) => names)]).toEqual([false, [['shop.partner.example']]]);
  expect([certs.context({ names: ['shop.partner.example'], like }) === partner, certs.context({ names: ['www.shop.example'], like }) === own]).toEqual([true, true]);
  rig.fake.kill();
  await until(() => !certs.figures().connected);
  expect(certs.context({ names: ['new.shop.example'], like })).not.toBeInstanceOf(Promise);
});

test('is renewed at half of its life, and its leaves in time: none outlives its intermediate', async () => {
  await using rig = await RemoteRig.start();
  const clock = { now: Date.now() };
  rig.fake.now = () => clock.now;
  const { certs, events } = rig.open({ delegated: true, credentials: rig.serviceAccount, now: () => clock.now });
  await until(() => delegated(events));
  const first = certs.context(named('a.example'));
  clock.now += 11.9 * hour;
  await pause(100);
  expect(rig.fake.counts.intermediate).toBe(1);
  clock.now += 0.2 * hour;
  await until(() => rig.fake.counts.intermediate === 2);
  // Until a new name's certificate outlives the first intermediate.
  let n = 0;
  await until(async () => {
    const servername = `n${++n}.example`;
    // It is of the future: the clock is another one.
    const { certificate } = await handshake(await certs.context(named(servername)), { rejectUnauthorized: false, servername });
    return Date.parse(certificate.validTo) > clock.now + 20 * hour;
  });
  expect(certs.context(named('a.example'))).toBe(first);
  // Of the first leaf's 24 h nine tenths have passed.
  clock.now += 10 * hour;
  const second = certs.context(named('a.example'));
  expect([second === first, second instanceof Promise]).toEqual([false, false]);
  // With the service away until the intermediate ends.
  rig.fake.kill();
  await until(() => !certs.figures().connected);
  clock.now += 13.8 * hour;
  expect(certs.context(named('a.example'))).not.toBeInstanceOf(Promise);
  expect(certs.context(named('new.example'))).not.toBeInstanceOf(Promise);
  clock.now += 0.3 * hour;
  expect(await outcome(certs, named('a.example'))).toMatch(/does not sign for a\.example/);
  expect(await outcome(certs, named('other.example'))).toMatch(/does not sign for other\.example/);
});

test('where it is refused that is said once, each leaf is asked for, and it is asked again much later', async () => {
  await using rig = await RemoteRig.start();
  rig.fake.delegates = false;
  const clock = { now: Date.now() };
  const { certs, events } = rig.open({ delegated: true, credentials: rig.serviceAccount, now: () => clock.now });
  expect(typeof await outcome(certs, named('a.example'))).toBe('object');
  await until(() => events.some(({ type }) => type === 'undelegated'));
  clock.now += 60_000;
  await pause(100);
  expect([rig.fake.counts.intermediate, rig.fake.counts.leaf]).toEqual([1, 1]);
  clock.now += 10 * 60_000;
  await until(() => rig.fake.counts.intermediate === 2);
  await pause(50);
  expect(events.filter(({ type }) => type.endsWith('delegated'))).toEqual([{ type: 'undelegated', reason: 'the policy does not delegate to proxy', refused: true }]);
  rig.fake.delegates = true;
  clock.now += 10 * 60_000;
  await until(() => delegated(events));
  expect(certs.context(named('b.example'))).not.toBeInstanceOf(Promise);
  // Refused from now on: what there was is not used any more.
  rig.fake.delegates = false;
  clock.now += 13 * hour;
  await until(() => events.at(-1)!.type === 'undelegated');
  const asked = certs.context(named('c.example'));
  expect(asked).toBeInstanceOf(Promise);
  await asked;
});

test.each<[string, (rig: RemoteRig) => void, RegExp]>([
  ['bytes', (rig) => { rig.fake.onIntermediate = (_call, answer) => answer(null, { certificate: Buffer.from('x'), intermediates: [], notAfter: 0, permitted: [], excluded: [] }); }, /cannot be read/],
  ['the root itself', (rig) => { rig.fake.onIntermediate = (_call, answer) => answer(null, { certificate: rig.directory.root.certificates[0]!.raw, intermediates: [], notAfter: 0, permitted: [], excluded: [] }); }, /belongs to the private key/],
  ['constraints that are none', (rig) => { rig.fake.onIntermediate = ({ request }, answer) => answer(null, { ...rig.fake.intermediate(request), excluded: ['a b'] }); }, /neither domains nor networks/],
  ['too many constraints', (rig) => { rig.fake.onIntermediate = ({ request }, answer) => answer(null, { ...rig.fake.intermediate(request), permitted: Array.from({ length: 2_001 }, (_, n) => `n${n}.example`) }); }, /more than 2000 constraints/],
  ['a long chain', (rig) => { rig.fake.onIntermediate = ({ request }, answer) => answer(null, { ...rig.fake.intermediate(request), intermediates: Array.from({ length: 11 }, () => rig.directory.identity.certificates[0]!.raw) }); }, /a chain of 11 intermediates/],
  ['no end', (rig) => {
    rig.fake.onIntermediate = ({ request }, answer) => {
      const made = rig.fake.intermediate(request);
      answer(null, { ...made, certificate: withoutEnd(made.certificate) });
    };
  }, /whose end cannot be read/],
  ['an error', (rig) => { rig.fake.onIntermediate = (_call, answer) => answer({ code: status.FAILED_PRECONDITION, details: 'the directory is read-only' }); }, /read-only/],
])('an answer with %s: it is told, leaves are asked for, and it is asked again', async (_what, answers, message) => {
  await using rig = await RemoteRig.start();
  answers(rig);
  const clock = { now: Date.now() };
  const { certs, events } = rig.open({ delegated: true, credentials: rig.serviceAccount, now: () => clock.now });
  expect(typeof await outcome(certs, named('a.example'))).toBe('object');
  await until(() => events.some(({ type }) => type === 'undelegated'));
  expect(events.find(({ type }) => type === 'undelegated')).toEqual({ type: 'undelegated', reason: expect.stringMatching(message), refused: false });
  rig.fake.onIntermediate = undefined;
  clock.now += 1_500;
  await until(() => delegated(events));
});

test('a chain that OpenSSL does not take is told, and the intermediate of before goes on', async () => {
  const root = opensslAuthority(file, 'root');
  const weak = opensslAuthority(file, 'weak', 'root', { newKey: ['-newkey', 'rsa:1024'] });
  const low = opensslAuthority(file, 'low', 'weak');
  const tooWeak = readAuthority({ text: low.key }, { text: low.certificate + weak.certificate + root.certificate }, Date.now());
  await using rig = await RemoteRig.start();
  const { certs, events } = rig.open({ delegated: true });
  await until(() => delegated(events));
  await certs.context(named('a.example'));
  rig.fake.onIntermediate = ({ request }, answer) => {
    const { publicKey } = readSigningRequest(request.csr);
    const { der, notAfter } = issueIntermediate(tooWeak, { commonName: 'below', publicKey, now: Date.now(), lifetimeMs: hour, permitted: [], excluded: [] });
    answer(null, { certificate: der, intermediates: [...tooWeak.chain], notAfter, permitted: [], excluded: [] });
  };
  rig.fake.rotate();
  await until(() => events.some(({ type }) => type === 'undelegated'));
  expect(events.find(({ type }) => type === 'undelegated')).toEqual({ type: 'undelegated', reason: expect.stringMatching(/cannot be used: .*too small/), refused: false });
  for (const name of ['a.example', 'b.example']) expect(certs.context(named(name))).not.toBeInstanceOf(Promise);
  expect(rig.fake.counts.leaf).toBe(0);
});

test('what fails after all is asked of the service', async () => {
  let fails = false;
  class FailingKey extends LeafKey {
    override context(...args: Parameters<LeafKey['context']>): LeafContext {
      if (fails) throw new Error('no memory');
      return super.context(...args);
    }
  }
  await using rig = await RemoteRig.start();
  const ends: DelegationEnd[] = [];
  const delegation = new Delegation({ leafKey: new FailingKey(), now: Date.now, random: () => 0, root: () => undefined, rootOf: () => undefined, ask: (question) => Promise.resolve(rig.fake.intermediate(question)), onEnd: (end) => void ends.push(end) });
  delegation.look();
  await until(() => ends.length === 1);
  const subject = leafSubject({ names: ['a.example'] });
  expect(delegation.sign(subject, 'a.example', Date.now())).toBeDefined();
  fails = true;
  expect(delegation.sign(subject, 'a.example', Date.now())).toBeUndefined();
});

test('a change of roots while an intermediate is asked for has another one asked for', async () => {
  await using rig = await RemoteRig.start();
  const { certs, events } = rig.open({ delegated: true });
  await until(() => delegated(events));
  let answer: (() => void) | undefined;
  rig.fake.onIntermediate = ({ request }, done) => {
    const made = rig.fake.intermediate(request);
    answer = () => done(null, made);
  };
  rig.fake.rotate();
  await until(() => answer !== undefined);
  rig.fake.onIntermediate = undefined;
  rig.fake.rotate();
  await until(() => certs.roots().length === 3);
  answer!();
  // At once: what was made for a replica that lags behind would take 10 s.
  await until(() => rig.fake.counts.intermediate === 3);
});

test('below another root there is another intermediate, and leaves of before are given out until then', async () => {
  await using rig = await RemoteRig.start();
  const { certs, events } = rig.open({ delegated: true });
  await until(() => delegated(events));
  const first = certs.context(named('a.example'));
  rig.fake.rotate();
  let n = 0;
  await until(async () => {
    const servername = `n${++n}.example`;
    return handshake(await certs.context(named(servername)), { ca: rig.directory.root.certificates[0]!.toString(), servername }).then(() => true, () => false);
  });
  await until(() => certs.context(named('a.example')) !== first);
  expect(rig.fake.counts.leaf).toBe(0);
});
