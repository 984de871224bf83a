import { bitString, encode, integer, octetString, octets, oid, sequence, tagged, yes, type Node } from './asn1.ts';
import type { SubjectName } from './names.ts';

/** Object identifiers of RFC 5280, 4.2.1. */
export const extensionOids = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

const serverAuthentication = '1.3.6.1.5.5.7.3.1';
const clientAuthentication = '1.3.6.1.5.5.7.3.2';

/** What stands in a GeneralName: of a constraint an address is followed by its mask. */
type General = Pick<SubjectName, 'kind' | 'bytes'>;

export function basicConstraintsAuthority(): Node {
  return extension(extensionOids.basicConstraints, true, sequence(yes()));
}

/** pathLenConstraint 0: no authority below it. */
export function basicConstraintsLowest(): Node {
  return extension(extensionOids.basicConstraints, true, sequence(yes(), integer('\x00')));
}

/** keyCertSign (bit 5) and cRLSign (bit 6): the last bit is unused. */
export function keyUsageAuthority(): Node {
  return extension(extensionOids.keyUsage, true, bitString('\x06', 1));
}

/** digitalSignature (bit 0): seven bits are unused. */
export function keyUsageSignature(): Node {
  return extension(extensionOids.keyUsage, true, bitString('\x80', 7));
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

export function clientUsage(): Node {
  return extension(extensionOids.extendedKeyUsage, false, sequence(oid(clientAuthentication)));
}

/** RFC 5280, 4.2.1.10: at least one of the lists has an entry. */
export function nameConstraints(permitted: readonly General[], excluded: readonly General[]): Node {
  const subtrees = (number: number, names: readonly General[]): Node[] =>
    names.length === 0 ? [] : [tagged(number, names.map((name) => sequence(generalName(name))))];
  return extension(extensionOids.nameConstraints, true, sequence(...subtrees(0, permitted), ...subtrees(1, excluded)));
}

/** Critical where the subject is empty (RFC 5280, 4.2.1.6). */
export function alternativeNames(names: readonly SubjectName[], critical: boolean): Node {
  return extension(extensionOids.subjectAlternativeName, critical, sequence(...names.map(generalName)));
}

/** dNSName is [2], iPAddress is [7]. */
function generalName({ kind, bytes }: General): Node {
  return tagged(kind === 'dns' ? 2 : 7, octets(bytes));
}

function extension(id: string, critical: boolean, value: Node): Node {
  const wrapped = octetString(octets(encode(value)));
  return critical ? sequence(oid(id), yes(), wrapped) : sequence(oid(id), wrapped);
}
