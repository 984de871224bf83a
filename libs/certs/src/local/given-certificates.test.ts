import { X509Certificate } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import type { LeafRequest, PeerCertificate } from '@weir/core';
import { AuthorityError } from '@weir/x509';
import { folder, openssl, thrown } from '@weir/x509/testing';
import { handshake } from '../../test/handshake.ts';
import { GivenCertificates, parseGivenCertificate } from './given-certificates.ts';
import { openLocalCerts } from './local-certs.ts';

const file = folder();
const like: PeerCertificate = { subject: '', issuer: '', notAfter: '', commonName: 'server.example', names: ['server.example', '*.server.example'] };

/** A PEM file with a key and a self-signed certificate for these names. */
function pemFile(name: string, names: readonly string[]): string {
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
    ...names.length === 0 ? [] : ['-addext', `subjectAltName=${names.map((one) => `DNS:${one}`).join(',')}`], '-keyout', file(`${name}.key`), '-out', file(`${name}.crt`));
  return file(`${name}.pem`, readFileSync(file(`${name}.key`), 'utf8') + readFileSync(file(`${name}.crt`), 'utf8'));
}

const named = pemFile('named', ['own.example', '*.own.example']);
const plain = pemFile('plain', []);
const rest = pemFile('rest', []);

async function commonName(given: GivenCertificates, request: LeafRequest): Promise<string | undefined> {
  const context = given.find(request);
  if (context === undefined) return undefined;
  return (await handshake(context, { rejectUnauthorized: false })).certificate.subject;
}

test.each([
  ['/a/b.pem', { domain: '*', path: '/a/b.pem' }],
  ['example.com=/a/b.pem', { domain: 'example.com', path: '/a/b.pem' }],
  ['*.example.com=b=c.pem', { domain: '*.example.com', path: 'b=c.pem' }],
])('%s', (text, expected) => {
  expect(parseGivenCertificate(text)).toEqual(expected);
});

describe('the certificate of', () => {
  const given = new GivenCertificates([
    { domain: 'Exact.example', path: plain },
    { domain: '*.wild.example', path: plain },
    { domain: '192.0.2.1', path: plain },
    { domain: '*.server.example', path: plain },
    { domain: 'other.example', path: named },
  ], {});

  test.each([
    ['the name itself', ['exact.EXAMPLE.'], 'CN=plain'],
    ['a name below a wildcard', ['a.wild.example'], 'CN=plain'],
    ['a name far below a wildcard, as mitmproxy has it', ['a.b.wild.example'], 'CN=plain'],
    ['not the wildcard\'s parent', ['wild.example'], undefined],
    ['an address', ['192.0.2.1'], 'CN=plain'],
    ['a name that the certificate has itself', ['www.own.example'], 'CN=named'],
    ['the second name asked for', ['none.example', 'other.example'], 'CN=named'],
    ['no name that is given', ['none.example'], undefined],
    ['nothing', [], undefined],
  ])('%s', async (_, names, expected) => {
    expect(await commonName(given, { names })).toBe(expected);
  });

  test('what the server is called goes after what was asked for', async () => {
    expect(await commonName(given, { names: ['none.example'], like })).toBe('CN=plain');
    expect(await commonName(given, { names: ['own.example'], like })).toBe('CN=named');
  });

  test('* is for all others, and an option\'s name goes before a certificate\'s own', async () => {
    const all = new GivenCertificates([{ domain: '*', path: rest }, { domain: 'own.example', path: plain }, { domain: '*.x.example', path: named }], {});
    expect(await commonName(all, { names: ['none.example'] })).toBe('CN=rest');
    expect(await commonName(all, { names: [] })).toBe('CN=rest');
    expect(await commonName(all, { names: ['own.example'] })).toBe('CN=plain');
    expect(await commonName(all, { names: ['www.own.example'] })).toBe('CN=named');
  });
});

test('is shown instead of a made one', async () => {
  const certs = openLocalCerts({ directory: file('ca'), now: Date.now, given: [{ domain: 'exact.example', path: plain }] });
  const shown = async (name: string): Promise<string> => (await handshake(certs.context({ names: [name] }), { rejectUnauthorized: false })).certificate.fingerprint256;
  expect(await shown('exact.example')).toBe(new X509Certificate(readFileSync(plain)).fingerprint256);
  expect(await shown('made.example')).not.toBe(new X509Certificate(readFileSync(plain)).fingerprint256);
});

describe('is refused with its reason:', () => {
  const refusal = (path: string, domain = '*'): string => {
    const error = thrown(() => new GivenCertificates([{ domain, path }], {}));
    expect(error).toBeInstanceOf(AuthorityError);
    expect(error.message.startsWith(`${path}: `)).toBe(true);
    return error.message.slice(path.length + 2);
  };
  const keyOf = (name: string): string => readFileSync(file(`${name}.key`), 'utf8');
  const certificateOf = (name: string): string => readFileSync(file(`${name}.crt`), 'utf8');

  test('a file that is not there', () => expect(refusal(file('gone.pem'))).toBe('there is no such file (certs)'));
  test('a domain that is none', () => expect(refusal(plain, 'a b')).toMatch(/^"a b" \(certs\) is neither a domain/));
  test('noise', () => expect(refusal(file('noise.pem', 'noise'))).toMatch(/no certificate in it/));
  test('no key', () => expect(refusal(file('keyless.pem', certificateOf('plain')))).toMatch(/OpenSSL does not take it/));
  test('another key', () => expect(refusal(file('mixed.pem', keyOf('named') + certificateOf('plain')))).toMatch(/OpenSSL does not take it \(.*mismatch\)/));
  test('an encrypted key', () => {
    openssl('pkey', '-in', file('plain.key'), '-aes256', '-passout', 'pass:secret', '-out', file('locked.key'));
    expect(refusal(file('locked.pem', keyOf('locked') + certificateOf('plain')))).toMatch(/not encrypted/);
  });
  test('a key that others can read', () => {
    const path = file('loose.pem', keyOf('plain') + certificateOf('plain'));
    chmodSync(path, 0o644);
    expect(refusal(path)).toMatch(/mode 0644/);
  });
});
