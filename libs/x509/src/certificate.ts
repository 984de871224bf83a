import { randomBytes } from 'node:crypto';
import { bitString, decode, encode, integer, octets, oid, sequence, set, tagged, time, utf8String, type Node } from './asn1.ts';
import type { Signer } from './signer.ts';

export const day = 24 * 60 * 60 * 1000;

/** Certificates are valid from two days ago, for machines whose clocks are behind. */
export const backdated = 2 * day;

export interface CertificateParts {
  readonly issuer: Node;
  readonly subject: Node;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly Node[];
}

/** DER of a version 3 certificate with a random serial number. */
export function signCertificate(parts: CertificateParts, signer: Signer): Buffer {
  const tbs = sequence(
    tagged(0, [integer('\x02')]),
    integer(octets(serialNumber())),
    signer.algorithm(),
    parts.issuer,
    sequence(time(parts.notBefore), time(parts.notAfter)),
    parts.subject,
    decode(parts.publicKey),
    tagged(3, [sequence(...parts.extensions)]),
  );
  const signature = signer.sign(encode(tbs));
  return encode(sequence(tbs, signer.algorithm(), bitString(octets(signature))));
}

/** Absent attributes are left out; both absent: the empty name. */
export function distinguishedName(commonName: string | undefined, organization: string | undefined): Node {
  const attributes: Node[] = [];
  if (commonName !== undefined) attributes.push(set(sequence(oid('2.5.4.3'), utf8String(commonName))));
  if (organization !== undefined) attributes.push(set(sequence(oid('2.5.4.10'), utf8String(organization))));
  return sequence(...attributes);
}

/** 20 octets, the most that there may be; positive and never zero (RFC 5280, 4.1.2.2). */
function serialNumber(): Buffer {
  const serial = randomBytes(20);
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  return serial;
}
