import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { Client, credentials, Metadata, status, type ClientReadableStream } from '@grpc/grpc-js';
import { wire, type CertificateAuthorityClient } from '@weir/ca-api';
import { AuthorityError, createSigningRequest, encodePem } from '@weir/x509';
import { aPair, bearer, call, namesOf, Rig, token } from '../test/rig.ts';

let rig: Rig;

beforeEach(async () => { rig = await Rig.start(); });
afterEach(() => rig[Symbol.asyncDispose]());

const pair = aPair();

function leaf(client: CertificateAuthorityClient, more: Partial<wire.IssueLeafRequest> = {}, metadata = new Metadata()): Promise<wire.IssuedCertificate> {
  return call((done) => client.issueLeaf({ publicKey: pair.publicKey, names: ['www.example.com'], like: undefined, ...more }, metadata, done));
}

/** A token as Kubernetes gives one, whoever it is of. */
function account(): Metadata {
  return bearer(`e30.${Buffer.from('{"aud":"weir-ca","exp":9999999999}').toString('base64url')}.e30`);
}

/** The next message, or the end's error. */
function next<A>(stream: ClientReadableStream<A>): Promise<A> {
  return new Promise((resolve, reject) => {
    stream.once('data', resolve);
    stream.once('error', reject);
  });
}

async function all<A>(stream: ClientReadableStream<A>): Promise<readonly A[]> {
  const found: A[] = [];
  for await (const each of stream) found.push(each as A);
  return found;
}

test('the bundle is for anybody', async () => {
  const bundle = await call<wire.Bundle>((done) => rig.client().getBundle({}, done));
  expect(bundle.roots).toEqual([{ certificate: rig.authority.certificates[0]!.raw, state: wire.RootState.ROOT_STATE_CURRENT }]);
});

test('who watches it is told at once, at each change, and of the end', async () => {
  const stream = rig.client().watchBundle({});
  expect((await next(stream)).roots).toHaveLength(1);
  const told = next(stream);
  rig.watchers.tell({ roots: [], intermediates: [] });
  expect(await told).toEqual({ roots: [], intermediates: [] });
  const ended = new Promise((resolve) => { stream.once('end', resolve); });
  rig.watchers.end();
  await ended;
});

test('who leaves watches no more', async () => {
  const stream = rig.client().watchBundle({});
  stream.on('error', () => undefined);
  await next(stream);
  expect(rig.watchers.size).toBe(1);
  stream.cancel();
  while (rig.watchers.size > 0) await new Promise((resolve) => { setTimeout(resolve, 5); });
});

test('enrolled by token, then by certificate: a leaf with our key, of the right names, by the authority', async () => {
  const client = await rig.enrolled();
  const { certificate, intermediates, notAfter } = await leaf(client, { names: ['www.example.com', '192.0.2.1'], like: { commonName: 'Example.com', organization: 'Example', names: ['example.com', '*.example.com'] } });
  const made = new X509Certificate(certificate);
  expect(namesOf(certificate)).toEqual(['example.com', '*.example.com', 'www.example.com', '192.0.2.1']);
  expect(made.subject).toBe('CN=example.com\nO=Example');
  expect(made.publicKey.export({ type: 'spki', format: 'der' })).toEqual(pair.publicKey);
  expect(made.verify(rig.authority.certificates[0]!.publicKey)).toBe(true);
  expect([intermediates, notAfter]).toEqual([[], Date.parse(made.validTo)]);
  const again = await call<wire.Enrolled>((done) => client.enroll({ csr: createSigningRequest(aPair().privateKey, 'x') }, done));
  expect(again.caller).toBe('regular');
  expect(new X509Certificate(again.certificate).subject).toMatch(/^CN=regular [0-9a-f]{16}$/);
  expect(again.notAfter - Date.now()).toBeGreaterThan(23 * 3_600_000);
});

test('no credentials, wrong ones, those of another authority: UNAUTHENTICATED', async () => {
  await expect(leaf(rig.client())).rejects.toMatchObject({ code: status.UNAUTHENTICATED, details: expect.stringMatching(/^no credentials/) });
  await expect(leaf(rig.client(), {}, bearer('wrong'))).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
  await expect(leaf(rig.client(), {}, bearer(token))).rejects.toMatchObject({ code: status.UNAUTHENTICATED, details: expect.stringMatching(/for Enroll alone/) });
  await expect(call((done) => rig.client().enroll({ csr: Buffer.alloc(0) }, bearer('wrong'), done))).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
  await using other = await Rig.start();
  const own = aPair();
  const { certificate } = await call<wire.Enrolled>((done) => other.client().enroll({ csr: createSigningRequest(own.privateKey, 'x') }, bearer(token), done));
  await expect(leaf(rig.client({ pair: own, certificate }))).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
  // A leaf for a server says nothing of a caller, even by the right authority.
  const { certificate: server } = await leaf(await rig.enrolled());
  await expect(leaf(rig.client({ pair, certificate: server }))).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
});

test('names outside of the policy: PERMISSION_DENIED; among others they are left out', async () => {
  const client = await rig.enrolled();
  for (const name of ['secret.example', 'x.secret.example', '*.example', 'weir.internal', 'kubernetes.default.svc', 'localhost', '127.0.0.1']) {
    await expect(leaf(client, { names: [name] })).rejects.toMatchObject({ code: status.PERMISSION_DENIED, details: `regular may not have a certificate for ${name}` });
  }
  const like = { commonName: 'secret.example', organization: undefined, names: ['a.example', 'kubernetes.default.svc', 'a.secret.example'] };
  expect(namesOf((await leaf(client, { names: ['www.example.com', 'weir.internal'], like })).certificate)).toEqual(['a.example', 'www.example.com']);
  rig.review = async () => 'system:serviceaccount:weir:narrow';
  expect(namesOf((await leaf(rig.client(), {}, account())).certificate)).toEqual(['www.example.com']);
  await expect(leaf(rig.client(), { names: ['example.org'] }, account())).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
});

test('what the policy grants no more is refused at once', async () => {
  const client = await rig.enrolled();
  await leaf(client);
  const without = await Rig.start('callers: []');
  rig.policy = without.policy;
  await without[Symbol.asyncDispose]();
  await expect(leaf(client)).rejects.toMatchObject({ code: status.PERMISSION_DENIED, details: expect.stringMatching(/regular is no caller of the policy any more/) });
});

test('a service account needs no certificate, and gets none that would outlive it', async () => {
  rig.review = async () => 'system:serviceaccount:weir:narrow';
  const enrolled = call((done) => rig.client().enroll({ csr: createSigningRequest(aPair().privateKey, 'x') }, account(), done));
  await expect(enrolled).rejects.toMatchObject({ code: status.PERMISSION_DENIED, details: expect.stringMatching(/token goes with each call/) });
});

test('a certificate ends with its day also on a connection that stays', async () => {
  const client = await rig.enrolled();
  await leaf(client);
  rig.ahead = 25 * 3_600_000;
  await expect(leaf(client)).rejects.toMatchObject({ code: status.UNAUTHENTICATED, details: expect.stringMatching(/expired/) });
});

test('another token in the policy: certificates of the one before count no more', async () => {
  const client = await rig.enrolled();
  const changed = await Rig.start(`callers: [{ name: regular, token: ${'n'.repeat(32)}, names: ["*"] }]`);
  rig.policy = changed.policy;
  await changed[Symbol.asyncDispose]();
  await expect(leaf(client)).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
  await leaf(await rig.enrolled('n'.repeat(32)));
});

test('garbage: INVALID_ARGUMENT, whoever sends it', async () => {
  const client = await rig.enrolled();
  const argument = { code: status.INVALID_ARGUMENT };
  await expect(leaf(client, { publicKey: Buffer.alloc(0) })).rejects.toMatchObject(argument);
  await expect(leaf(client, { publicKey: Buffer.from('garbage') })).rejects.toMatchObject(argument);
  await expect(leaf(client, { names: ['a b'] })).rejects.toMatchObject({ ...argument, details: 'names: number 1 is neither a DNS name nor an IP address' });
  await expect(leaf(client, { names: Array(101).fill('a') as string[] })).rejects.toMatchObject(argument);
  await expect(call((done) => client.issueIntermediate({ csr: Buffer.from('x'), lifetime: 0 }, done))).rejects.toMatchObject(argument);
  await expect(call((done) => client.issueIntermediate({ csr: Buffer.from('x'), lifetime: -1 }, done))).rejects.toMatchObject(argument);
  await expect(call((done) => client.enroll({ csr: Buffer.from('x') }, done))).rejects.toMatchObject(argument);
  // No message of protobuf at all, by a client that sends bytes as they are.
  const raw = new Client(`localhost:${rig.port}`, credentials.createSsl(Buffer.from(encodePem('CERTIFICATE', rig.identity.certificates[0]!.raw))));
  for (const method of ['IssueLeaf', 'Enroll', 'GetBundle', 'Rotate']) {
    const sent = call((done) => raw.makeUnaryRequest(`/weir.ca.v1.CertificateAuthority/${method}`, (bytes: Buffer) => bytes, (bytes) => bytes, Buffer.from('ffffffffff', 'hex'), new Metadata(), done));
    await expect(sent).rejects.toMatchObject({ ...argument, details: 'the request is no message of this method' });
  }
  raw.close();
  expect(rig.events).toEqual([]);
});

test('an intermediate, where the policy grants one: path length 0, for a day, constrained', async () => {
  const client = await rig.enrolled();
  const own = aPair();
  const { certificate, permitted, excluded, notAfter } = await call<wire.IssuedIntermediate>((done) => client.issueIntermediate({ csr: createSigningRequest(own.privateKey, 'x'), lifetime: 0 }, done));
  const made = new X509Certificate(certificate);
  expect([made.ca, made.subject, made.verify(rig.authority.certificates[0]!.publicKey)]).toEqual([true, 'CN=Weir regular', true]);
  expect([permitted, excluded]).toEqual([[], expect.arrayContaining(['secret.example', 'weir.internal', 'default.svc', 'localhost', '127.0.0.1'])]);
  expect(notAfter - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
  expect(notAfter - Date.now()).toBeLessThanOrEqual(24 * 3_600_000);
  const short = await call<wire.IssuedIntermediate>((done) => client.issueIntermediate({ csr: createSigningRequest(own.privateKey, 'x'), lifetime: 3_600 }, done));
  expect(short.notAfter - Date.now()).toBeLessThanOrEqual(3_600_000);
  rig.review = async () => 'system:serviceaccount:weir:narrow';
  await expect(call((done) => rig.client().issueIntermediate({ csr: createSigningRequest(own.privateKey, 'x'), lifetime: 0 }, account(), done))).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
});

test('all that is issued is in the log, for who may read it', async () => {
  const client = await rig.enrolled();
  const { certificate } = await leaf(client);
  await leaf(client, { names: ['other.example'] });
  const operator = await rig.enrolled('o'.repeat(32));
  const request = { since: 0, caller: '', name: '', limit: 0, follow: false };
  const listed = await all(operator.listIssuances(request));
  expect(listed.map(({ sequence, caller, kind, names }) => [sequence, caller, kind, names])).toEqual([
    [1, 'regular', wire.IssuanceKind.ISSUANCE_KIND_CLIENT, ['regular']],
    [2, 'regular', wire.IssuanceKind.ISSUANCE_KIND_LEAF, ['www.example.com']],
    [3, 'regular', wire.IssuanceKind.ISSUANCE_KIND_LEAF, ['other.example']],
    [4, 'operator', wire.IssuanceKind.ISSUANCE_KIND_CLIENT, ['operator']],
  ]);
  const made = new X509Certificate(certificate);
  expect(listed[1]).toMatchObject({ serialNumber: made.serialNumber, fingerprint: made.fingerprint256, issuer: rig.authority.certificates[0]!.fingerprint256, notAfter: Date.parse(made.validTo) });
  for (const name of ['other.example', 'OTHER.example.']) expect((await all(operator.listIssuances({ ...request, name }))).map(({ sequence }) => sequence)).toEqual([3]);
  expect((await all(operator.listIssuances({ ...request, caller: 'regular', limit: 2 }))).map(({ sequence }) => sequence)).toEqual([2, 3]);
  await expect(all(client.listIssuances(request))).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
  await expect(all(rig.client().listIssuances(request))).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
});

test('a follower gets what comes, until it leaves or the service ends', async () => {
  const client = await rig.enrolled();
  const operator = await rig.enrolled('o'.repeat(32));
  const request = { since: 0, caller: 'regular', name: '', limit: 1, follow: true };
  const [staying, leaving] = [operator.listIssuances(request), operator.listIssuances(request)];
  leaving.on('error', () => undefined);
  expect([(await next(staying)).sequence, (await next(leaving)).sequence]).toEqual([1, 1]);
  leaving.cancel();
  const told = next(staying);
  await leaf(client);
  expect(await told).toMatchObject({ sequence: 3, names: ['www.example.com'] });
  const removed = operator.listIssuances(request);
  await next(removed);
  const ended = [staying, removed].map((stream) => new Promise((resolve) => { stream.once('end', resolve); }));
  const without = await Rig.start('callers: [{ name: regular, token: tttttttttttttttttttttttttttttttt, names: ["*"] }]');
  rig.policy = without.policy;
  await without[Symbol.asyncDispose]();
  // Who may read no more is sent no more.
  await leaf(client);
  await Promise.all(ended);
});

test('a follower is ended with the service', async () => {
  const operator = await rig.enrolled('o'.repeat(32));
  const stream = operator.listIssuances({ since: 0, caller: '', name: '', limit: 1, follow: true });
  await next(stream);
  const ended = new Promise((resolve) => { stream.once('end', resolve); });
  rig.ending.abort();
  await ended;
});

test('a log that cannot be written: nothing is issued, UNAVAILABLE, and the operator hears of it', async () => {
  const client = await rig.enrolled();
  rig.issuances.append = (_, done) => done(new Error('disk full'));
  await expect(leaf(client)).rejects.toMatchObject({ code: status.UNAVAILABLE, details: expect.stringMatching(/logged/) });
  expect(rig.events).toEqual(['disk full']);
  expect(rig.issuing.issued).toEqual({ leaf: 0, intermediate: 0, client: 1 });
});

test('steps to a new root, for who may take them; out of order FAILED_PRECONDITION', async () => {
  const operator = await rig.enrolled('o'.repeat(32));
  const rotate = (client: CertificateAuthorityClient, step: wire.RotationStep): Promise<wire.Bundle> => call((done) => client.rotate({ step }, done));
  expect((await rotate(operator, wire.RotationStep.ROTATION_STEP_PREPARE)).roots).toHaveLength(1);
  await rotate(operator, wire.RotationStep.ROTATION_STEP_ACTIVATE);
  await rotate(operator, wire.RotationStep.ROTATION_STEP_RETIRE);
  expect(rig.steps).toEqual(['prepare', 'activate', 'retire']);
  await expect(rotate(operator, wire.RotationStep.ROTATION_STEP_UNSPECIFIED)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  rig.onStep = () => { throw new AuthorityError('there is no next root: prepare first'); };
  const watch = operator.watchBundle({});
  await next(watch);
  const told = next(watch);
  await expect(rotate(operator, wire.RotationStep.ROTATION_STEP_ACTIVATE)).rejects.toMatchObject({ code: status.FAILED_PRECONDITION, details: 'there is no next root: prepare first' });
  // It may have found what another replica did.
  expect((await told).roots).toHaveLength(1);
  await expect(rotate(await rig.enrolled(), wire.RotationStep.ROTATION_STEP_PREPARE)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
});

test('a mistake of ours: INTERNAL without its text, and a stack in the log', async () => {
  rig.onStep = () => { throw new TypeError('secret detail'); };
  const operator = await rig.enrolled('o'.repeat(32));
  await expect(call((done) => operator.rotate({ step: wire.RotationStep.ROTATION_STEP_PREPARE }, done))).rejects.toMatchObject({ code: status.INTERNAL, details: expect.not.stringContaining('secret') });
  expect(rig.events).toEqual(['fault']);
  expect(rig.refused).toEqual(['INTERNAL']);
});

test('bytes that are no TLS, and clients that say nothing, disturb nobody', async () => {
  const silent = connect({ host: '127.0.0.1', port: rig.port, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
  const { Socket } = await import('node:net');
  const wrong = new Socket().connect(rig.port, '127.0.0.1');
  wrong.on('error', () => undefined);
  wrong.write('GET / HTTP/1.1\r\n\r\n');
  silent.on('error', () => undefined);
  silent.once('secureConnect', () => silent.write('garbage'.repeat(100)));
  await leaf(await rig.enrolled());
  silent.destroy();
  wrong.destroy();
});
