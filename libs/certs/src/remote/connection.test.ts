import { Metadata, status } from '@grpc/grpc-js';
import { CertificateAuthorityService, type wire } from '@weir/ca-api';
import { FakeAuthority, FakeDirectory } from '../../test/fake-authority.ts';
import { Network } from '../../test/network.ts';
import { pause, until } from '../../test/remote-rig.ts';
import { Connection } from './connection.ts';
import { defaultRemoteLimits } from './limits.ts';
import { bearer } from './token-file.ts';

let directory: FakeDirectory;
beforeAll(() => { directory = new FakeDirectory(); });
afterAll(() => directory[Symbol.dispose]());

function connect(port: number, trust = directory.identity, { aliveMs } = defaultRemoteLimits) {
  const told: string[] = [];
  const connection = new Connection({ address: { host: '127.0.0.1', port }, trust: Buffer.from(trust.certificates[0]!.toString()), aliveMs, onReady: () => void told.push('ready'), onLost: (why) => void told.push(why) });
  const call = (ms = 2_000, signal = new AbortController().signal) => connection.unary(CertificateAuthorityService.getBundle, {}, { metadata: new Metadata(), ms, signal });
  const leaf = (ms: number, signal = new AbortController().signal) =>
    connection.unary(CertificateAuthorityService.issueLeaf, { publicKey: Buffer.alloc(0), names: [], like: undefined }, { metadata: bearer('service-token'), ms, signal });
  return { connection, told, call, leaf };
}

test('is ready, answers, and is lost once', async () => {
  await using fake = await FakeAuthority.start(directory);
  const { told, call } = connect(fake.port);
  expect((await call()).roots).toHaveLength(1);
  fake.kill();
  await until(() => told.length === 2);
  await pause(50);
  expect(told).toEqual(['ready', 'the connection was lost']);
});

test('says why it was not made', async () => {
  const { told, connection } = connect(1);
  await until(() => told.length === 1);
  expect(told).toEqual(['connect ECONNREFUSED 127.0.0.1:1']);
  connection.destroy();
  await using fake = await FakeAuthority.start(directory);
  const untrusting = connect(fake.port, directory.root);
  await until(() => untrusting.told.length === 1);
  expect(untrusting.told[0]).toMatch(/certificate|signature/);
  untrusting.connection.destroy();
});

test('a call has its deadline, and ends with its signal', async () => {
  await using fake = await FakeAuthority.start(directory);
  fake.onLeaf = () => undefined;
  const { connection, leaf } = connect(fake.port);
  await expect(leaf(50)).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
  const ending = new AbortController();
  const waiting = leaf(5_000, ending.signal);
  await until(() => fake.counts.leaf === 2);
  ending.abort();
  await expect(waiting).rejects.toMatchObject({ code: status.CANCELLED });
  connection.destroy();
});

test('retired, it lets what is under way end, and no more; destroyed, not even that', async () => {
  await using fake = await FakeAuthority.start(directory);
  let answer: (() => void) | undefined;
  fake.onLeaf = ({ request }, done) => { answer = () => done(null, { ...fake.leaf({ ...request, publicKey: directory.root.certificates[0]!.publicKey.export({ type: 'spki', format: 'der' }), names: ['a.example'] }) }); };
  const first = connect(fake.port);
  const bundles: wire.Bundle[] = [];
  first.connection.watch((bundle) => void bundles.push(bundle));
  const waiting = first.leaf(5_000);
  await until(() => answer !== undefined && bundles.length === 1);
  first.connection.retire();
  await expect(first.call()).rejects.toBeDefined();
  answer!();
  expect((await waiting).certificate.length).toBeGreaterThan(100);
  expect(first.told).toEqual(['ready']);
  const second = connect(fake.port);
  const cut = second.leaf(5_000);
  await until(() => fake.counts.leaf === 2);
  second.connection.destroy();
  await expect(cut).rejects.toMatchObject({ passing: true });
});

test('a stream of bundles that ends, or that nobody can read, is the end of the connection', async () => {
  await using fake = await FakeAuthority.start(directory);
  const { connection, told } = connect(fake.port);
  connection.watch(() => undefined);
  await until(() => fake.counts.bundle === 1);
  await fake.end();
  await until(() => told.length === 2);
  expect(told[1]).toMatch(/ended|lost/);
  connection.destroy();
});

test('an idle connection that is forgotten on the way is lost before anybody calls', async () => {
  await using fake = await FakeAuthority.start(directory);
  await using network = await Network.start(fake.port);
  const { connection, told } = connect(network.address.port, directory.identity, { ...defaultRemoteLimits, aliveMs: [100, 1_000] });
  await until(() => told.length === 1);
  // It is asked, answers, and stays.
  await pause(500);
  expect(told).toEqual(['ready']);
  network.swallow();
  await until(() => told.length === 2);
  expect(told).toEqual(['ready', 'the connection was lost']);
  connection.destroy();
});

test('what is no identity is not taken for one', () => {
  const trust = Buffer.from(directory.identity.certificates[0]!.toString());
  const identity = { key: Buffer.from('x'), certificate: trust };
  const { aliveMs } = defaultRemoteLimits;
  expect(() => new Connection({ address: { host: '127.0.0.1', port: 1 }, trust, identity, aliveMs, onReady: () => undefined, onLost: () => undefined })).toThrow();
});
