import { bitString, encode, octetString, octets, oid, sequence, tagged, yes, type Node } from './asn1.ts';
import type { SubjectName } from './names.ts';

/** Object identifiers of RFC 5280, 4.2.1. */
export const extensionOids = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

const serverAuthentication = '1.3.6.1.5.5.7.3.1';

export function basicConstraintsAuthority(): Node {
  return extension(extensionOids.basicConstraints, true, sequence(yes()));
}

/** keyCertSign (bit 5) and cRLSign (bit 6): the last bit is unused. */
export function keyUsageAuthority(): Node {
  return extension(extensionOids.keyUsage, true, bitString('\x06', 1));
}

export function subjectKeyIdentifier(keyId: string): Node {
  return extension(extensionOids.subjectKeyIdentifier, false, octetString(keyId));
}

export function authorityKeyIdentifier(keyId: string): Node {
  return extension(extensionOids.authorityKeyIdentifier, false, sequence(tagged(0, keyId)));
}

export function serverUsage(): Node {
  return extension(extensionOids.extendedKeyUsage, false, sequence(oid(serverAuthentication)));
}

/** dNSName is [2], iPAddress is [7] of GeneralName. Critical where the subject is empty (RFC 5280, 4.2.1.6). */
export function alternativeNames(names: readonly SubjectName[], critical: boolean): Node {
  const general = names.map((name) => tagged(name.kind === 'dns' ? 2 : 7, octets(name.bytes)));
  return extension(extensionOids.subjectAlternativeName, critical, sequence(...general));
}

function extension(id: string, critical: boolean, value: Node): Node {
  const wrapped = octetString(octets(encode(value)));
  return critical ? sequence(oid(id), yes(), wrapped) : sequence(oid(id), wrapped);
}
