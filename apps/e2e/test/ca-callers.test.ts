import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { CertificateAuthorityClient, type wire } from '@weir/ca-api';
import { KubernetesApi, NatsServer } from '@weir/testing';
import { authorityTokens, CertAuthority, curl, GrpcTap, Service, temporaryFolder, until, visit, weirCommand, World, type Folder } from '../src/index.ts';

// Who may ask the certificate authority service, over the wire: real processes, and curl before a real nginx.

let world: World;
let nats: NatsServer;
let home: Folder;

beforeAll(async () => {
  world = await World.create();
  nats = await NatsServer.start();
  home = temporaryFolder('ca-callers');
}, 60_000);

afterAll(async () => {
  await nats[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  home[Symbol.dispose]();
}, 60_000);

function proxy(name: 'regular' | 'reverse', environment: Readonly<Record<string, string>>): Promise<Service> {
  const mode = name === 'regular' ? 'regular@127.0.0.1:0' : `reverse:https://localhost:${world.nginx.tlsPort}@127.0.0.1:0`;
  return Service.start(name, { WEIR_NATS_URL: nats.url, WEIR_HOME: home.file(name), WEIR_MODE: mode, WEIR_SSL_VERIFY_UPSTREAM_TRUSTED_CA: world.authority.certificate, ...environment });
}

/** An answer, or the code of what was answered instead. */
async function answered<A>(start: (done: (error: ServiceError | null, answer: A) => void) => unknown): Promise<A | string> {
  return new Promise((resolve) => { start((error, answer) => resolve(error === null ? answer : status[error.code]!)); });
}

const leaf = (names: readonly string[], publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' })): wire.IssueLeafRequest => ({ publicKey, names: [...names], like: undefined });

function bearer(token: string): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}

function client(authority: CertAuthority): CertificateAuthorityClient {
  return new CertificateAuthorityClient(`localhost:${authority.port}`, credentials.createSsl(readFileSync(authority.identity)));
}

test('regular and reverse, each a process, with certificates of a third one: curl sees the right chain', async () => {
  await using authority = await CertAuthority.start();
  await using regular = await proxy('regular', authority.caller(authorityTokens.regular));
  await using reverse = await proxy('reverse', authority.caller(authorityTokens.reverse));
  const url = `https://localhost:${world.nginx.tlsPort}/hello.txt`;
  expect(await curl('--cacert', authority.bundle, '-x', `http://127.0.0.1:${regular.port()}`, url)).toMatchObject({ code: 0, status: 200, body: 'hello from nginx\n' });
  expect(await curl('--cacert', authority.bundle, `https://localhost:${reverse.port()}/hello.txt`)).toMatchObject({ code: 0, status: 200 });
  // Not by what signs callers' own certificates, nor by the authority of the world outside.
  for (const other of [authority.identity, world.authority.certificate]) expect((await curl('--cacert', other, '-x', `http://127.0.0.1:${regular.port()}`, url)).code).toBe(60);
  const { certificate } = await visit(reverse.port(), { ca: readFileSync(authority.bundle, 'utf8'), name: 'localhost' });
  // As the server's own, by the authority of the folder.
  expect([certificate.subject, certificate.issuer]).toMatchObject([{ CN: 'localhost', O: 'Origin Ltd' }, { CN: 'Weir', O: 'Weir' }]);
  expect(certificate.issuerCertificate.fingerprint256).toBe(new X509Certificate(readFileSync(authority.bundle)).fingerprint256);
  // Proxies have made no authority of their own.
  for (const name of ['regular', 'reverse']) expect(readdirSync(home.file(name))).not.toContain('ca');
  // The page for clients has it too.
  const page = await curl('-x', `http://127.0.0.1:${regular.port()}`, 'http://mitm.it/cert/pem');
  expect(page.body).toBe(readFileSync(authority.bundle, 'utf8'));
}, 60_000);

test('what was issued is told to who may read it: weir ca issued', async () => {
  await using authority = await CertAuthority.start();
  await using regular = await proxy('regular', authority.caller(authorityTokens.regular));
  await curl('--cacert', authority.bundle, '-x', `http://127.0.0.1:${regular.port()}`, `https://localhost:${world.nginx.tlsPort}/hello.txt`);
  // The first of its replicas is away.
  const issued = (token: string, ...args: readonly string[]) => weirCommand(['ca', 'issued', '--ca-url', 'https://localhost:1', '--ca-url', `https://localhost:${authority.port}`, '--ca-trust', authority.identity, ...args], { env: { ...process.env, WEIR_CA_TOKEN: token } });
  const { stdout, code } = await issued(authorityTokens.operator, '--host', 'localhost', '--json');
  expect(code).toBe(0);
  expect(stdout.trim().split('\n').map((line) => JSON.parse(line) as object)).toEqual([expect.objectContaining({ sequence: 2, caller: 'regular', kind: 'leaf', names: expect.arrayContaining(['localhost', 'origin.test']) })]);
  expect((await issued(authorityTokens.operator)).stdout).toMatch(/regular +leaf +localhost/);
  const refused = await issued(authorityTokens.regular);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('regular may not read what was issued')]);
  expect((await issued('wrong-token-0123456789')).stderr).toMatch(/^weir: .*(?:token|credentials)/);
}, 60_000);

test('over the wire: no credentials, names outside of the policy, garbage', async () => {
  await using authority = await CertAuthority.start();
  const stranger = client(authority);
  expect(await answered((done) => stranger.issueLeaf(leaf(['a.test']), done))).toBe('UNAUTHENTICATED');
  expect(await answered((done) => stranger.issueLeaf(leaf(['a.test']), bearer('wrong'), done))).toBe('UNAUTHENTICATED');
  expect(await answered((done) => stranger.enroll({ csr: Buffer.from('garbage') }, bearer(authorityTokens.reverse), done))).toBe('INVALID_ARGUMENT');
  stranger.close();
  await using reverse = await proxy('reverse', { ...authority.caller(authorityTokens.reverse), WEIR_MODE: `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0` });
  const ca = readFileSync(authority.bundle, 'utf8');
  expect((await visit(reverse.port(), { ca, name: 'allowed.test' })).answer).toBe('HTTP/1.1 200 OK');
  for (const name of ['forbidden.test', 'sub.forbidden.test', 'kubernetes.default.svc']) await expect(visit(reverse.port(), { ca, name })).rejects.toThrow();
  expect(await authority.service.metricOf('weir_authority_refused_total', { code: 'PERMISSION_DENIED' })).toBe(3);
}, 60_000);

test('service accounts: valid, expired, for another audience, unknown to the policy, and the API server away; no private key passes', async () => {
  await using kubernetes = await KubernetesApi.start();
  const token = (name: string, audience = 'weir-ca', more: object = {}): string => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const made = `${part({ alg: 'RS256' })}.${part({ sub: name, aud: [audience], exp: Math.floor(Date.now() / 1000) + 3_600 })}.${Buffer.from(name).toString('base64url')}`;
    kubernetes.tokens.set(made, { username: `system:serviceaccount:weir:${name}`, audiences: [audience], ...more });
    return made;
  };
  const policy = 'callers: [{ name: reverse, serviceAccount: weir/reverse, names: ["*"], delegate: 1 }]';
  await using authority = await CertAuthority.start({ policy, environment: { WEIR_KUBECONFIG: kubernetes.kubeconfig, WEIR_CA_PUBLISH: 'weir-ca' } });
  const caller = client(authority);
  const asked = (given: string): Promise<unknown> => answered<wire.IssuedCertificate>((done) => caller.issueLeaf(leaf(['a.test']), bearer(given), done)).then((answer) => (typeof answer === 'string' ? answer : 'OK'));
  const valid = token('reverse');
  expect(await asked(valid)).toBe('OK');
  expect(await asked(token('expired', 'weir-ca', { expired: true }))).toBe('UNAUTHENTICATED');
  expect(await asked(token('reverse-vault', 'vault'))).toBe('UNAUTHENTICATED');
  expect(await asked(token('stranger'))).toBe('PERMISSION_DENIED');
  await kubernetes.stop();
  expect(await asked(token('new'))).toBe('UNAVAILABLE');
  expect(authority.service.log).toContain('"event":"token-review"');
  // One that was reviewed a moment ago still counts.
  expect(await asked(valid)).toBe('OK');
  await kubernetes.start();
  expect(await asked(token('stranger'))).toBe('PERMISSION_DENIED');
  caller.close();

  // The same by a proxy, with its token in a file, and somebody who listens on the way.
  await using tap = await GrpcTap.start(authority);
  const file = home.file('service-account-token');
  writeFileSync(file, valid);
  const { WEIR_CA_TOKEN: _, ...where } = authority.caller('', tap.port);
  await using reverse = await proxy('reverse', { ...where, WEIR_CA_SERVICE_ACCOUNT_TOKEN: file, WEIR_CA_DELEGATED: 'true', WEIR_MODE: `reverse:http://127.0.0.1:${world.nginx.port}@127.0.0.1:0` });
  await until('the intermediate', async () => (await authority.service.metricOf('weir_authority_issued_total', { kind: 'intermediate' })) || undefined);
  await visit(reverse.port(), { ca: readFileSync(authority.bundle, 'utf8'), name: 'tapped.test' });
  const passed = Buffer.concat(tap.passed);
  // It has heard what was said: the bundle is in it.
  expect(passed.includes(new X509Certificate(readFileSync(authority.bundle)).raw)).toBe(true);
  const own = ['ca-key.pem', 'identity-key.pem'].map((name) => createPrivateKey(readFileSync(authority.folder.file(`home/ca/${name}`))));
  expectNoPrivateKey(passed, own.map((key) => Buffer.from((key.export({ format: 'jwk' }) as { d: string }).d, 'base64url')));
  expect(kubernetes.configMaps.get('weir/weir-ca')?.data).toEqual({ 'bundle.pem': readFileSync(authority.bundle, 'utf8'), 'identity.pem': readFileSync(authority.identity, 'utf8') });
}, 60_000);

/** Neither PEM, nor PKCS#8 or SEC 1 of an EC key (RFC 5958; RFC 5915: version 1, then 32 octets), nor one of these numbers. */
function expectNoPrivateKey(bytes: Buffer, numbers: readonly Buffer[]): void {
  expect(bytes.includes('PRIVATE KEY')).toBe(false);
  expect(bytes.includes(Buffer.from('0201010420', 'hex'))).toBe(false);
  expect(numbers.map((number) => bytes.includes(number))).toEqual(numbers.map(() => false));
  // It would find one.
  const sample = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  expect(sample.export({ type: 'pkcs8', format: 'der' }).includes(Buffer.from('0201010420', 'hex'))).toBe(true);
}

test('key files are for their owner alone, and encrypted where there is a passphrase', async () => {
  await using authority = await CertAuthority.start({ environment: { WEIR_CA_PASSPHRASE: 'correct horse battery staple' } });
  for (const name of ['ca-key.pem', 'identity-key.pem']) {
    const file = authority.folder.file(`home/ca/${name}`);
    expect([name, statSync(file).mode & 0o777]).toEqual([name, 0o600]);
    expect(readFileSync(file, 'utf8')).toContain('ENCRYPTED PRIVATE KEY');
    expect(readFileSync(file, 'utf8')).not.toContain('BEGIN PRIVATE KEY');
  }
  expect(authority.service.log).not.toContain('battery');
  await authority.kill();
  await authority.start();
  const wrong = Service.start('cert-authority', { WEIR_HOME: authority.folder.file('home'), WEIR_CA_POLICY: authority.folder.file('policy.yaml'), WEIR_CA_LISTEN: '127.0.0.1:0', WEIR_CA_PASSPHRASE: 'wrong' });
  await expect(wrong).rejects.toThrow(/passphrase/);
}, 60_000);
