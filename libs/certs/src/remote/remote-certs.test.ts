import { status } from '@grpc/grpc-js';
import type { wire } from '@weir/ca-api';
import { AuthorityError } from '@weir/x509';
import { authority, hour, type FakeAuthority } from '../../test/fake-authority.ts';
import { handshake } from '../../test/handshake.ts';
import { named, outcome, RemoteRig, until } from '../../test/remote-rig.ts';

const nobody = { subject: '', issuer: '', notAfter: '' };

test('a client sees a certificate that the service has signed for the key of this process', async () => {
  await using rig = await RemoteRig.start();
  const { certs, events } = rig.open();
  const context = await certs.context(named('www.example.com'));
  const { certificate } = await handshake(context, { ca: rig.directory.root.certificates.map((one) => one.toString()), servername: 'www.example.com' });
  expect(certificate.subjectAltName).toBe('DNS:www.example.com');
  expect(certs.context(named('WWW.example.com.'))).toBe(context);
  expect(rig.fake.counts).toMatchObject({ leaf: 1, enroll: 1, enrollByToken: 1 });
  expect(certs.figures()).toEqual({ issued: 1, failed: 0, connected: true });
  expect(certs.roots().map((one) => one.fingerprint256)).toEqual([rig.directory.root.certificates[0]!.fingerprint256]);
  await until(() => events.length >= 2);
  expect(events.map(({ type }) => type)).toEqual(['roots', 'connected']);
});

test('1000 at once for one name are one call, for 1000 names 1000, and not more than 256 at a time', async () => {
  await using rig = await RemoteRig.start();
  const { certs } = rig.open({ limits: { requestMs: 30_000, tryMs: 20_000 } });
  const same = await Promise.all(Array.from({ length: 1000 }, () => certs.context(named('one.example'))));
  expect([new Set(same).size, rig.fake.counts.leaf]).toEqual([1, 1]);
  const different = await Promise.all(Array.from({ length: 1000 }, (_, n) => outcome(certs, named(`n${n}.example`))));
  expect(different.filter((one) => typeof one === 'string')).toEqual([]);
  expect([new Set(different).size, rig.fake.counts.leaf, rig.fake.counts.enroll]).toEqual([1000, 1001, 1]);
  expect(rig.fake.mostOpen).toBeLessThanOrEqual(256);
  expect(certs.figures()).toMatchObject({ issued: 1001 });
}, 60_000);

test('beyond what is asked for at once and what may wait there is no certificate, at once', async () => {
  await using rig = await RemoteRig.start();
  const { certs } = rig.open({ limits: { inFlight: 2, queued: 3 } });
  await certs.context(named('a.example'));
  const held: (() => void)[] = [];
  rig.fake.onLeaf = ({ request }, answer) => void held.push(() => answer(null, rig.fake.leaf(request)));
  const all = Array.from({ length: 8 }, (_, n) => outcome(certs, named(`n${n}.example`)));
  const refused = await Promise.all(all.slice(5));
  expect(refused).toEqual(refused.map(() => expect.stringMatching(/does not sign for n\d\.example: too many certificates are asked for at once\.$/)));
  await until(() => held.length === 2);
  rig.fake.onLeaf = undefined;
  for (const answer of held) answer();
  expect((await Promise.all(all.slice(0, 5))).map((one) => typeof one)).toEqual(Array.from({ length: 5 }, () => 'object'));
  expect(certs.figures()).toMatchObject({ failed: 3, issued: 6 });
});

test('what the server says of itself is copied; what may not be signed is left out, and refused where it was asked for', async () => {
  await using rig = await RemoteRig.start();
  rig.fake.forbidden = ['bank.example'];
  const clock = { now: Date.now() };
  const { certs } = rig.open({ now: () => clock.now });
  const like = { ...nobody, commonName: 'shop.example', organization: 'Shop Ltd', names: ['shop.example', 'www.bank.example', '*.shop.example'] };
  const context = await certs.context({ names: ['shop.example'], like });
  const { certificate } = await handshake(context, { ca: rig.directory.root.certificates[0]!.toString(), servername: 'shop.example' });
  expect([certificate.subject, certificate.subjectAltName]).toEqual(['CN=shop.example\nO=Shop Ltd', 'DNS:shop.example, DNS:*.shop.example']);
  expect(rig.fake.questions[0]).toMatchObject({ names: ['shop.example'], like: { commonName: 'shop.example', organization: 'Shop Ltd', names: ['shop.example', 'www.bank.example', '*.shop.example'] } });
  expect(certs.context({ names: ['shop.example'], like })).toBe(context);
  // The same subject, asked for by the name that was left out: no certificate without it.
  const message = await outcome(certs, { names: ['www.bank.example'], like });
  expect(message).toMatch(/^The certificate authority at 127\.0\.0\.1:\d+ does not sign for shop\.example: the policy does not grant www\.bank\.example to proxy\.$/);
  // A client that tries again and again is not asked for each time.
  for (let n = 0; n < 10; n++) expect(await outcome(certs, { names: ['www.bank.example'], like })).toBe(message);
  expect(rig.fake.counts.leaf).toBe(2);
  rig.fake.forbidden = [];
  clock.now += 5_000;
  const own = await certs.context({ names: ['www.bank.example'], like });
  expect(certs.context({ names: ['www.bank.example'], like })).toBe(own);
  expect([own === context, certs.context({ names: ['shop.example'], like }) === context]).toEqual([false, true]);
});

test.each<[string, (fake: FakeAuthority, question: wire.IssueLeafRequest) => Partial<wire.IssuedCertificate>, RegExp]>([
  ['bytes that are no certificate', () => ({ certificate: Buffer.from('nonsense') }), /no certificate/],
  ['nothing', () => ({ certificate: Buffer.alloc(0) }), /no certificate/],
  ['a certificate of another key', (fake, question) => fake.leaf(question, fake.directory.identity.certificates[0]!.publicKey.export({ type: 'spki', format: 'der' })), /another key/],
  ['a certificate that has expired', (fake, question) => {
    const { now } = fake;
    fake.now = () => now() - 250 * 24 * hour;
    const leaf = fake.leaf(question);
    fake.now = now;
    return leaf;
  }, /has expired: are the clocks right\?/],
  ['a certificate for another name', (fake, question) => fake.leaf({ ...question, names: ['b.example'] }), /a certificate without a\.example/],
  ['a chain with something else in it', (fake, question) => ({ ...fake.leaf(question), intermediates: [Buffer.from('nonsense')] }), /OpenSSL does not take the chain/],
])('%s: is shown to nobody', async (_what, answers, message) => {
  await using rig = await RemoteRig.start();
  // The root has been there for a year.
  rig.directory.root = authority('old root', Date.now() - 365 * 24 * hour);
  const { certs, events } = rig.open();
  rig.fake.onLeaf = ({ request }, answer) => answer(null, { certificate: Buffer.alloc(0), intermediates: [], notAfter: 0, ...answers(rig.fake, request) });
  for (let n = 0; n < 2; n++) expect(await outcome(certs, named('a.example'))).toMatch(message);
  expect(events.filter(({ type }) => type === 'unusable')).toEqual([{ type: 'unusable', reason: expect.stringMatching(message) }]);
  expect(certs.figures()).toMatchObject({ failed: 2 });
  rig.fake.onLeaf = undefined;
  expect(typeof await outcome(certs, named('a.example'))).toBe('object');
});

test('past its time for renewal a context is given out while another is asked for, and with the service away until it ends', async () => {
  await using rig = await RemoteRig.start();
  const clock = { now: Date.now() };
  rig.fake.now = () => clock.now;
  const { certs } = rig.open({ credentials: rig.serviceAccount, now: () => clock.now });
  const first = await certs.context(named('a.example'));
  clock.now += 180 * 24 * hour;
  expect(certs.context(named('a.example'))).toBe(first);
  expect(rig.fake.counts.leaf).toBe(1);
  // Its end is 197 days from the start.
  clock.now += 11 * 24 * hour;
  expect(certs.context(named('a.example'))).toBe(first);
  await until(() => certs.context(named('a.example')) !== first);
  const second = certs.context(named('a.example'));
  expect(rig.fake.counts.leaf).toBe(2);
  rig.fake.onLeaf = (_call, answer) => answer({ code: status.FAILED_PRECONDITION, details: 'the authority has expired' });
  clock.now += 195 * 24 * hour;
  for (let n = 0; n < 10; n++) expect(certs.context(named('a.example'))).toBe(second);
  await until(() => rig.fake.open === 0 && rig.fake.counts.leaf === 3);
  // Not each of them tries, and nobody has gone without.
  expect([certs.context(named('a.example')) === second, rig.fake.counts.leaf, certs.figures().failed]).toEqual([true, 3, 0]);
  rig.fake.kill();
  await until(() => !certs.figures().connected);
  clock.now += 24 * hour;
  expect(certs.context(named('a.example'))).toBe(second);
  clock.now += 24 * hour;
  expect(await outcome(certs, named('a.example'))).toMatch(/ECONNREFUSED/);
});

test('when another root signs, all is renewed softly and the roots are told', async () => {
  await using rig = await RemoteRig.start();
  const { certs, events } = rig.open();
  const first = await certs.context(named('a.example'));
  const before = rig.directory.root;
  rig.fake.rotate();
  await until(() => certs.roots().length === 2);
  expect(certs.roots().map((one) => one.subject)).toEqual(['CN=root 2\nO=Weir', 'CN=root 1\nO=Weir']);
  expect(certs.context(named('a.example'))).toBe(first);
  await until(() => certs.context(named('a.example')) !== first);
  const { certificate } = await handshake(await certs.context(named('a.example')), { ca: rig.directory.root.certificates[0]!.toString(), servername: 'a.example' });
  expect(certificate.checkIssued(before.certificates[0]!)).toBe(false);
  expect(rig.fake.counts.leaf).toBe(2);
  // The same bundle again is no news, and one without a certificate changes nothing.
  rig.fake.tellBundle();
  rig.fake.tellBundle({ roots: [{ certificate: Buffer.from('x'), state: 1 }], intermediates: [] });
  rig.fake.tellBundle({ roots: [], intermediates: [] });
  await until(() => events.some(({ type }) => type === 'unusable'));
  expect(certs.roots()).toHaveLength(2);
  expect(events.filter(({ type }) => type === 'roots')).toEqual([{ type: 'roots', current: before.certificates[0]!.fingerprint256, count: 1 }, { type: 'roots', current: rig.directory.root.certificates[0]!.fingerprint256, count: 2 }]);
});

test('who waits for a certificate does not wait for those that are renewed', async () => {
  await using rig = await RemoteRig.start();
  const { certs } = rig.open({ limits: { inFlight: 8, queued: 100 } });
  const names = Array.from({ length: 20 }, (_, n) => `n${n}.example`);
  const first = await Promise.all(names.map((name) => certs.context(named(name))));
  const held: (() => void)[] = [];
  rig.fake.onLeaf = ({ request }, answer) => void held.push(() => answer(null, rig.fake.leaf(request)));
  rig.fake.rotate();
  await until(() => certs.roots().length === 2);
  expect(names.map((name) => certs.context(named(name)))).toEqual(first);
  await until(() => held.length === 2);
  rig.fake.onLeaf = undefined;
  expect(typeof await outcome(certs, named('new.example'))).toBe('object');
  expect(rig.fake.counts.leaf).toBe(23);
  for (const answer of held) answer();
  // The others follow as they are used.
  await until(() => names.every((name, at) => certs.context(named(name)) !== first[at]));
  expect(rig.fake.counts.leaf).toBe(41);
});

test('options that cannot be used are told at once', async () => {
  await using rig = await RemoteRig.start(0);
  expect(() => rig.open({ replicas: [] })).toThrow(AuthorityError);
  expect(() => rig.open({ replicas: [{ host: '127.0.0.1', port: 1 }], credentials: { bootstrapToken: 'two words' } })).toThrow('the token to enroll with is none: it holds characters that no token has');
});
