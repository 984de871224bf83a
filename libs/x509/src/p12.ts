import { createHmac, randomBytes, type X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { bmpString, encode, integer, nothing, octetString, octets, oid, sequence, set, tagged, type Node } from './asn1.ts';

const oids = {
  data: '1.2.840.113549.1.7.1',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  sha1: '1.3.14.3.2.26',
  /** Oracle's: without it Java's keytool does not take an entry for a trusted certificate. */
  trustedKeyUsage: '2.16.840.1.113894.746875.1.1',
  anyExtendedKeyUsage: '2.5.29.37.0',
} as const;

const iterations = 2048;
const integrityKey = 3;

/**
 * PKCS#12 (RFC 7292) of certificates alone, with an empty password: what Windows, macOS, Android and Java import to trust an authority.
 * The MAC is SHA-1's, which all of them read: with an empty password it guards against damage, not against people.
 */
export function encodePkcs12(certificates: readonly X509Certificate[]): Buffer {
  const bags = certificates.map((certificate) => certificateBag(certificate));
  const safe = encode(sequence(dataInfo(encode(sequence(...bags)))));
  return encode(sequence(integer('\x03'), dataInfo(safe), mac(safe)));
}

function certificateBag(certificate: X509Certificate): Node {
  const value = sequence(oid(oids.x509Certificate), tagged(0, [octetString(octets(certificate.raw))]));
  const attributes = set(
    sequence(oid(oids.friendlyName), set(bmpString('Weir'))),
    sequence(oid(oids.trustedKeyUsage), set(oid(oids.anyExtendedKeyUsage))),
  );
  return sequence(oid(oids.certificateBag), tagged(0, [value]), attributes);
}

function dataInfo(bytes: Uint8Array): Node {
  return sequence(oid(oids.data), tagged(0, [octetString(octets(bytes))]));
}

function mac(safe: Uint8Array): Node {
  const salt = randomBytes(8);
  const key = forge.pkcs12.generateKey('', forge.util.createBuffer(octets(salt)), integrityKey, iterations, 20);
  const digest = createHmac('sha1', Buffer.from(key.getBytes(), 'latin1')).update(safe).digest();
  const algorithm = sequence(oid(oids.sha1), nothing());
  return sequence(sequence(algorithm, octetString(octets(digest))), octetString(octets(salt)), integer('\x08\x00'));
}
