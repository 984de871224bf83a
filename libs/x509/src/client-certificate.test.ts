import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { folder, openssl, thrown } from '../test/openssl.ts';
import { createAuthority, readAuthority } from './authority.ts';
import { issueClientCertificate } from './client-certificate.ts';
import { AuthorityError } from './error.ts';
import { encodePem } from './pem.ts';

const file = folder();
const now = Math.floor(Date.now() / 1000) * 1000;
const hour = 3_600_000;
const root = createAuthority(now, { commonName: 'Weir services' });
const authority = readAuthority({ text: root.key }, { text: root.certificate }, now);
const publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });
const order = { commonName: 'reverse-1', publicKey, now, lifetimeMs: 24 * hour };
file('root.pem', root.certificate);

test('a client certificate says who the client is, for a TLS client alone', () => {
  const { der, notAfter, serialNumber } = issueClientCertificate(authority, order);
  const path = file('client.pem', encodePem('CERTIFICATE', der));
  const text = openssl('x509', '-noout', '-text', '-in', path);
  expect(text).toMatch(/Subject: CN ?= ?reverse-1\n/);
  expect(text).toMatch(/Issuer: CN ?= ?Weir services, O ?= ?Weir\n/);
  expect(text).toMatch(/X509v3 Key Usage: critical\s+Digital Signature\n/);
  expect(text).toMatch(/X509v3 Extended Key Usage: \s+TLS Web Client Authentication\n/);
  expect(text).toContain('X509v3 Authority Key Identifier');
  expect(text).not.toContain('Basic Constraints');
  const certificate = new X509Certificate(der);
  expect(certificate.ca).toBe(false);
  expect([serialNumber, Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]).toEqual([certificate.serialNumber, now - hour, notAfter]);
  const verify = ['verify', '-x509_strict', '-CAfile', file('root.pem')];
  expect(openssl(...verify, '-purpose', 'sslclient', path)).toContain('OK');
  expect(() => openssl(...verify, '-purpose', 'sslserver', path)).toThrow(/unsuitable certificate purpose|Command failed/);
});

test('it never outlives its authority, and is not issued after its end or without a name', () => {
  expect(issueClientCertificate(authority, { ...order, now: authority.notAfter - hour }).notAfter).toBe(authority.notAfter);
  for (const bad of [{ now: authority.notAfter + 1 }, { commonName: '' }, { commonName: 'x'.repeat(65) }]) {
    expect(thrown(() => issueClientCertificate(authority, { ...order, ...bad }))).toBeInstanceOf(AuthorityError);
  }
});
