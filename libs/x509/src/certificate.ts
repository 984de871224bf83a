import { randomBytes } from 'node:crypto';
import { bitString, decode, encode, integer, octets, oid, sequence, set, tagged, time, utf8String, type Node } from './asn1.ts';
import { AuthorityError } from './error.ts';
import type { Signer } from './signer.ts';

export const day = 24 * 60 * 60 * 1000;

/** Certificates are valid from two days ago, for machines whose clocks are behind. */
export const backdated = 2 * day;

/** What lives for a day or so is valid from an hour ago. */
export const slightlyBackdated = 60 * 60 * 1000;

/** A certificate that an authority has signed. */
export interface Issued {
  readonly der: Buffer;
  /** Milliseconds since the epoch; never after the authority's own. */
  readonly notAfter: number;
  /** Hexadecimal, upper case: as node's X509Certificate has it. */
  readonly serialNumber: string;
}

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

/** A version 3 certificate with a random serial number. */
export function signCertificate(parts: CertificateParts, signer: Signer): Issued {
  const serial = serialNumber();
  const tbs = sequence(
    tagged(0, [integer('\x02')]),
    integer(octets(serial)),
    signer.algorithm(),
    parts.issuer,
    sequence(time(parts.notBefore), time(parts.notAfter)),
    parts.subject,
    decode(parts.publicKey),
    tagged(3, [sequence(...parts.extensions)]),
  );
  const signature = signer.sign(encode(tbs));
  const der = encode(sequence(tbs, signer.algorithm(), bitString(octets(signature))));
  // A certificate knows no fraction of a second.
  return { der, notAfter: Math.floor(parts.notAfter / 1000) * 1000, serialNumber: serial.toString('hex').toUpperCase() };
}

/** `name` itself. Throws AuthorityError for what is no common name: 1 to 64 characters (RFC 5280, appendix A.1), no controls. */
export function checkedCommonName(name: string): string {
  const { length } = [...name];
  if (length >= 1 && length <= 64 && name.isWellFormed() && !/\p{Cc}/u.test(name)) return name;
  throw new AuthorityError(`${JSON.stringify(name.slice(0, 100))} cannot be the common name of a certificate: it takes 1 to 64 characters, without control characters`);
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
