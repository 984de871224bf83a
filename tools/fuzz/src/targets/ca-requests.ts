import { X509Certificate } from 'node:crypto';
import { CertificateAuthorityService, wire } from '@weir/ca-api';
import { askedNames, grantedSubject } from '@weir/certs';
import { checkPublicKey, createAuthority, issueClientCertificate, issueIntermediate, issueLeaf, nameSubtree, readAuthority, readSigningRequest, type Authority, type SubjectName } from '@weir/x509';
import { fixtures } from '../fixture-files.ts';
import { expectThat, type Target } from '../target.ts';
import { unlessRefused } from './authority-error.ts';
import { publicKeys } from './public-key.ts';

const now = Date.UTC(2026, 10, 24);
const hour = 3_600_000;

/** As grpc-js has it: a method of the service. */
interface Method {
  readonly requestSerialize: (request: never) => Uint8Array;
  readonly requestDeserialize: (bytes: Buffer) => unknown;
}

/** By the first byte of the input: the methods that read something, and what becomes of what they read. */
const methods: readonly (readonly [Method, (request: never) => void])[] = [
  [CertificateAuthorityService.enroll, enroll], [CertificateAuthorityService.issueLeaf, leaf], [CertificateAuthorityService.issueIntermediate, intermediate],
  [CertificateAuthorityService.listIssuances, ignore], [CertificateAuthorityService.rotate, ignore],
];

export const caRequests: Target = {
  name: 'ca-requests',
  about: 'what callers of the certificate authority service send: a request or none, of which a certificate comes that says what was granted, or an AuthorityError',
  seeds: () => [
    ...fixtures('tools/fuzz/fixtures', '.csr.bin').flatMap((csr) => [seed(0, wire.EnrollRequest.encode({ csr: Buffer.from(csr) })), seed(2, wire.IssueIntermediateRequest.encode({ csr: Buffer.from(csr), lifetime: 3_600 }))]),
    ...leaves.map((request) => seed(1, wire.IssueLeafRequest.encode(request))),
    seed(3, wire.ListIssuancesRequest.encode({ since: now, caller: 'regular', name: 'www.example.com', limit: 100, follow: true })),
    seed(4, wire.RotateRequest.encode({ step: wire.RotationStep.ROTATION_STEP_ACTIVATE })),
    ...texts.map((text) => Buffer.from(`\x05${text}`)),
  ],
  words: [
    '\n', '\n\n', '*.', '.', '::', '[', ']', '%', '/8', '0x7f.1', '\xe3\x80\x82', '\xc2\xad', '\xef\xbc\x91', '\xc3\x9f', '\xe2\x80\x8d', '_', '-', 'xn--a', 'localhost', 'a.'.repeat(100),
    '\x0a\x00', '\x12\x01*', '\x12\x02*.', '\x12\x0awww.a.test', '\x12\x07\xc3\xbc.test', '\x12\x04\xf0\x9f\x98\x80', '\x12\x0910.0.0.1', '\x12\x03::1', '\x12\x05[::1]', '\x12\x06::ffff', '\x12\x10::ffff:127.0.0.1', '\x12\x080x7f.0.1',
    '\x1a\x00', '\x1a\x03\x0a\x01a', '\x1a\x04\x12\x02\xd8\x00', '\x12\x03\xed\xa0\x80', '.test', 'secret', 'xn--', '%00', '\0', '\xe3\x80\x82', '\x10\xff\xff\xff\xff\xff\xff\xff\xff\x7f', '\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01', '\x80\x80\x80\x80\x10', '\x0b', '\x0c',
  ],
  maxBytes: 2_500,
  run(input) {
    const which = (input[0] ?? 0) % (methods.length + 1);
    // Mutation seldom finds the lengths that stand before names: here lines are names.
    if (which === methods.length) return leaf(fromLines(Buffer.from(input.subarray(1)).toString('utf8').split('\n')));
    const [method, answer] = methods[which]!;
    const request = decoded(method, input.subarray(1));
    if (request === undefined) return;
    const again = decoded(method, method.requestSerialize(request as never));
    expectThat(JSON.stringify(again) === JSON.stringify(request), () => `it is ${JSON.stringify(again)} when it is written and read again, not ${JSON.stringify(request)}`);
    answer(request as never);
  },
};

const leaves: readonly wire.IssueLeafRequest[] = publicKeys.map((publicKey) => ({
  publicKey: Buffer.from(publicKey), names: ['www.example.com', '192.0.2.1', '2001:db8::1', '*.b\u00fccher.example'],
  like: { commonName: 'Example.com', organization: 'Example Ltd', names: ['example.com', '*.example.com', 'a.secret.example'] },
}));

/** The server's common name, its organization, names of its, an empty line, and what is asked for. */
const texts: readonly string[] = [
  'Example.com\nExample Ltd\nexample.com\n*.example.com\na.secret.example\n\nwww.example.com\n192.0.2.1\n[2001:db8::1]\n*.b\u00fccher.example', '\n\n\na.example\nA.EXAMPLE.\n::ffff:10.0.0.1\nfe80::1%eth0\nxn--bcher-kva.example',
];

function fromLines([commonName, organization, ...names]: readonly string[]): wire.IssueLeafRequest {
  const end = names.indexOf('');
  const [own, asked] = end < 0 ? [[], names] : [names.slice(0, end), names.slice(end + 1)];
  return { publicKey: Buffer.from(publicKeys[0]!), names: asked, like: { commonName, organization, names: own } };
}

function seed(method: number, message: { finish(): Uint8Array }): Uint8Array {
  return Buffer.concat([Uint8Array.of(method), message.finish()]);
}

/** The service answers INVALID_ARGUMENT to whatever its codec throws. */
function decoded({ requestDeserialize }: Method, bytes: Uint8Array): unknown {
  try {
    return requestDeserialize(Buffer.from(bytes));
  } catch {
    return undefined;
  }
}

/** What a policy might grant. */
function permits({ text }: SubjectName): boolean {
  return !/(?:^|\.)secret\.example$/.test(text);
}

function leaf({ publicKey, names, like }: wire.IssueLeafRequest): void {
  const wanted = unlessRefused(() => {
    checkPublicKey(publicKey);
    return askedNames(names);
  });
  if (wanted === undefined) return;
  const subject = grantedSubject(wanted, like, permits);
  const { der } = issueLeaf(authority(), { names: subject.names, publicKey, now, ...(subject.organization !== undefined && { organization: subject.organization }) });
  const certificate = certificateOf(der);
  const said = (certificate.subjectAltName ?? '').split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, '').toLowerCase());
  const texts = subject.names.map(({ text }) => text);
  expectThat(said.join(' ') === texts.join(' '), () => `a certificate for ${said.join(' ')}, not ${texts.join(' ')}`);
  expectThat(subject.names.every(permits), () => `${texts.join(' ')}: not all of them are granted`);
  expectThat(wanted.every((name) => !permits(name) || texts.includes(name.text)), () => `${texts.join(' ')}: one that was asked for, and is granted, is not among them`);
  expectThat(certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(publicKey), () => 'a certificate for another key');
}

function intermediate({ csr, lifetime }: wire.IssueIntermediateRequest): void {
  if (!Number.isSafeInteger(lifetime) || lifetime < 0) return;
  const request = unlessRefused(() => readSigningRequest(csr));
  if (request === undefined) return;
  const lifetimeMs = lifetime === 0 ? hour : Math.min(lifetime * 1_000, hour);
  const { der } = issueIntermediate(authority(), { commonName: 'Weir regular', publicKey: request.publicKey, now, lifetimeMs, permitted: [], excluded: [nameSubtree('secret.example')!] });
  const certificate = certificateOf(der);
  expectThat(certificate.ca && certificate.validToDate.getTime() <= now + hour, () => `an authority until ${certificate.validTo}`);
}

function enroll({ csr }: wire.EnrollRequest): void {
  const request = unlessRefused(() => readSigningRequest(csr));
  if (request === undefined) return;
  const certificate = certificateOf(issueClientCertificate(authority(), { commonName: 'regular', publicKey: request.publicKey, now, lifetimeMs: hour }).der);
  expectThat(!certificate.ca && certificate.subject === 'CN=regular', () => `a certificate of ${certificate.subject}`);
}

function ignore(): void {
  // Numbers and texts that a log is searched for: nothing is made of them.
}

/** As OpenSSL reads it. */
function certificateOf(der: Uint8Array): X509Certificate {
  const certificate = new X509Certificate(der);
  expectThat(certificate.checkIssued(authority().certificates[0]!), () => 'a certificate of another issuer');
  return certificate;
}

let made: Authority | undefined;

function authority(): Authority {
  if (made === undefined) {
    const { key, certificate } = createAuthority(now);
    made = readAuthority({ text: key }, { text: certificate }, now);
  }
  return made;
}
