import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { encode } from './asn1.ts';
import { checkedCommonName, distinguishedName, signCertificate } from './certificate.ts';
import { signerOf } from './signer.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('a certificate holds what it was made of', () => {
  const { der, notAfter, serialNumber } = signCertificate({
    issuer: distinguishedName('Issuer', undefined),
    subject: distinguishedName('Ünïcode', 'O, "quoted"'),
    notBefore: Date.UTC(2026, 0, 2, 3, 4, 5),
    notAfter: Date.UTC(2051, 0, 2, 3, 4, 5),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    extensions: [],
  }, signerOf(privateKey));
  const certificate = new X509Certificate(der);
  expect(certificate.verify(publicKey)).toBe(true);
  expect([serialNumber, notAfter]).toEqual([certificate.serialNumber, Date.parse(certificate.validTo)]);
  expect(certificate.checkPrivateKey(privateKey)).toBe(true);
  expect([certificate.issuer, certificate.validFrom, certificate.validTo]).toEqual(['CN=Issuer', 'Jan  2 03:04:05 2026 GMT', 'Jan  2 03:04:05 2051 GMT']);
  expect(certificate.toLegacyObject().subject).toEqual(expect.objectContaining({ CN: 'Ünïcode', O: 'O, "quoted"' }));
});

test('the empty name is an empty sequence', () => {
  expect(encode(distinguishedName(undefined, undefined)).toString('hex')).toBe('3000');
});

test('a common name has 1 to 64 characters, and no controls', () => {
  for (const name of ['a', 'Weir 2026-11-30', 'ns/proxy', 'ü'.repeat(64), '😀'.repeat(64)]) expect(checkedCommonName(name)).toBe(name);
  for (const name of ['', 'a'.repeat(65), 'a\nb', 'a\u0000', '\ud800']) expect(() => checkedCommonName(name)).toThrow(/cannot be the common name of a certificate: it takes 1 to 64/);
});
