import { writeFileSync } from 'node:fs';
import { OutsideAuthority, Weir, World, curl, run, temporaryFolder, type Folder, type ServerCertificate } from '../src/index.ts';
import { logged } from './logged.ts';
import { answering, tlsOrigin, type TlsOrigin } from './tls-origin.ts';

let world: World;
let elsewhere: Folder;
let weir: Weir;
let insecure: Weir;
const origins: Record<string, TlsOrigin> = {};

beforeAll(async () => {
  world = await World.create();
  elsewhere = temporaryFolder('elsewhere');
  const certificates: Record<string, ServerCertificate> = {
    good: await world.authority.issue(['127.0.0.1', 'localhost']),
    'self-signed': await selfSigned(),
    expired: await expired(),
    'wrong-name': await world.authority.issue(['elsewhere.test']),
    'unknown-authority': await (await OutsideAuthority.create(elsewhere)).issue(['localhost']),
  };
  for (const [name, certificate] of Object.entries(certificates)) {
    origins[name] = await tlsOrigin(certificate, answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ninner'));
  }
  const modes = (which: readonly string[]): string[] => which.flatMap((name) => ['--mode', `reverse:https://localhost:${origins[name]!.port}@127.0.0.1:0`]);
  weir = await Weir.up(['--mode', 'regular@127.0.0.1:0', ...modes(['expired']), '--ssl-verify-upstream-trusted-ca', world.authority.certificate]);
  insecure = await Weir.up(['--mode', 'regular@127.0.0.1:0', '--ssl-insecure']);
}, 30_000);

afterAll(async () => {
  await weir?.[Symbol.asyncDispose]();
  await insecure?.[Symbol.asyncDispose]();
  for (const origin of Object.values(origins)) await origin[Symbol.asyncDispose]();
  elsewhere[Symbol.dispose]();
  await world[Symbol.asyncDispose]();
});

async function openssl(...args: string[]): Promise<void> {
  const { code, stderr } = await run('openssl', args);
  if (code !== 0) throw new Error(stderr);
}

async function selfSigned(): Promise<ServerCertificate> {
  const [certificate, key] = [elsewhere.file('self.crt'), elsewhere.file('self.key')];
  await openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate);
  return { certificate, key };
}

/** By the trusted authority, for the right name, until the year 2021. */
async function expired(): Promise<ServerCertificate> {
  const [certificate, key, request] = [elsewhere.file('expired.crt'), elsewhere.file('expired.key'), elsewhere.file('expired.csr')];
  writeFileSync(elsewhere.file('index.txt'), '');
  writeFileSync(elsewhere.file('ca.conf'), `[ca]\ndefault_ca = ca_default\n[ca_default]\ndatabase = ${elsewhere.file('index.txt')}\nrand_serial = yes\nnew_certs_dir = ${elsewhere.path}\npolicy = any\ncopy_extensions = copy\n[any]\ncommonName = supplied\n`);
  await openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', request);
  await openssl('ca', '-batch', '-notext', '-md', 'sha256', '-config', elsewhere.file('ca.conf'), '-cert', world.authority.certificate, '-keyfile', world.folder.file('outside-ca.key'),
    '-startdate', '20200101000000Z', '-enddate', '20210101000000Z', '-in', request, '-out', certificate);
  return { certificate, key };
}

const refusals: readonly (readonly [name: string, why: RegExp])[] = [
  ['self-signed', /self-signed certificate.* \(DEPTH_ZERO_SELF_SIGNED_CERT\)/],
  ['expired', /certificate has expired \(CERT_HAS_EXPIRED\)/],
  ['wrong-name', /it is not for this name \(Host: localhost\. is not in the cert's altnames: DNS:elsewhere\.test\)/],
  ['unknown-authority', /unable to verify the first certificate.* \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/],
];

const url = (name: string): string => `https://localhost:${origins[name]!.port}/${name}`;
const unescaped = (html: string): string => html.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));

test.each(refusals)('%s: 502 with the reason inside the client\'s TLS, in the flow and in the log', async (name, why) => {
  const answer = await curl('-x', weir.proxy(), '--cacert', weir.authority, url(name));
  expect([answer.code, answer.status]).toEqual([0, 502]);
  const message = unescaped(/<p>(.*?)<\/p>/.exec(answer.body)![1]!);
  expect(message).toMatch(new RegExp(`^Certificate verify failed for localhost: ${why.source}\\. Trust its authority with ssl_verify_upstream_trusted_ca, or check nothing with ssl_insecure\\.$`));
  const [flow] = await weir.settled(`~u /${name}$`);
  expect(flow).toMatchObject({ type: 'http', state: 'error', error: { code: 'tls-server-untrusted', message }, request: { method: 'GET', url: url(name) }, server: { address: 'localhost', ip: '127.0.0.1' } });
  expect(flow!.response).toBeUndefined();
  await logged(weir, { level: 'warn', event: 'tls-failed', side: 'server', code: 'tls-server-untrusted', client: `127.0.0.1:${flow!.client.port}`, msg: message });
});

test('reverse:https to a plain client: the same', async () => {
  const answer = await curl(`${weir.proxy(1)}/reversed`);
  expect(answer.status).toBe(502);
  expect(answer.body).toContain('certificate has expired (CERT_HAS_EXPIRED)');
  expect((await weir.settled('~u /reversed'))[0]).toMatchObject({ state: 'error', error: { code: 'tls-server-untrusted' }, request: { scheme: 'https' } });
});

test('a good one passes, again after the bad ones', async () => {
  for (let n = 0; n < 2; n++) {
    expect(await curl('-x', weir.proxy(), '--cacert', weir.authority, url('good'))).toMatchObject({ code: 0, status: 200, body: 'inner' });
    expect((await curl('-x', weir.proxy(), '--cacert', weir.authority, url('expired'))).status).toBe(502);
  }
});

test.each(refusals)('ssl_insecure: %s passes', async (name) => {
  expect(await curl('-x', insecure.proxy(), '--cacert', insecure.authority, url(name))).toMatchObject({ code: 0, status: 200, body: 'inner' });
  expect((await insecure.settled(`~u /${name}$`))[0]).toMatchObject({ state: 'complete', response: { status: 200 }, server: { tls: { version: 'TLSv1.3' } } });
});
