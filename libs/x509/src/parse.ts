import { X509Certificate } from 'node:crypto';
import { bytesOf, children, content, decode, dottedOid, isInteger, isTagged, textOf, type Node } from './asn1.ts';
import { extensionOids } from './extensions.ts';
import { addressText } from './names.ts';

/** What a certificate says of itself. */
export interface CertificateFacts {
  /** Attributes as `CN=..., O=...`, in the certificate's order. */
  readonly subject: string;
  readonly issuer: string;
  readonly commonName?: string;
  readonly organization?: string;
  /** DNS names and IP literals of the subject alternative name, in order, as they stand. */
  readonly names: readonly string[];
  /** Hexadecimal, upper case. */
  readonly serialNumber: string;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly authority: boolean;
  /** SHA-256 of the DER, upper case pairs with colons. */
  readonly fingerprint: string;
}

/** The parts that issuing needs, undecoded. */
export interface IssuerParts {
  readonly subject: Node;
  /** Octets of the subject key identifier, where the certificate has one. */
  readonly keyId: string | undefined;
  /** Whether keyUsage permits to sign certificates; true where the extension is absent (RFC 5280, 4.2.1.3). */
  readonly maySign: boolean;
  readonly limits: IssuerLimits;
}

/** What a certificate of an authority permits those below it. */
export interface IssuerLimits {
  /** pathLenConstraint: how many authorities may follow before a leaf; Infinity where there is none (RFC 5280, 4.2.1.9). */
  readonly pathLength: number;
  /** Whether there are name constraints (RFC 5280, 4.2.1.10). */
  readonly constrained: boolean;
}

/** Undefined for bytes that are no certificate. `input` is DER or PEM. */
export function certificateFacts(input: Uint8Array | string): CertificateFacts | undefined {
  try {
    return readFacts(new X509Certificate(input));
  } catch {
    return undefined;
  }
}

/** Throws for bytes that are no certificate. */
export function issuerParts(der: Uint8Array): IssuerParts {
  const tbs = tbsFields(der);
  const keyId = extensionValue(tbs, extensionOids.subjectKeyIdentifier);
  const usage = content(extensionValue(tbs, extensionOids.keyUsage));
  return {
    subject: tbs[subjectField]!,
    keyId: keyId === undefined ? undefined : content(keyId),
    maySign: usage === '' || (usage.charCodeAt(1) & 0x04) !== 0,
    limits: limitsIn(tbs),
  };
}

/** No limits for bytes that cannot be read. */
export function issuerLimits(der: Uint8Array): IssuerLimits {
  try {
    return limitsIn(tbsFields(der));
  } catch {
    return { pathLength: Infinity, constrained: false };
  }
}

function limitsIn(tbs: readonly Node[]): IssuerLimits {
  const last = children(extensionValue(tbs, extensionOids.basicConstraints)).at(-1);
  const pathLength = isInteger(last) ? Number(`0x${bytesOf(content(last)).toString('hex')}`) : Infinity;
  return { pathLength, constrained: extensionValue(tbs, extensionOids.nameConstraints) !== undefined };
}

/** TBSCertificate after the version: serial, signature, issuer, validity, subject, key (RFC 5280, 4.1). */
const subjectField = 4;

function readFacts(certificate: X509Certificate): CertificateFacts {
  const tbs = tbsFields(certificate.raw);
  const commonName = attribute(tbs[subjectField], '2.5.4.3');
  const organization = attribute(tbs[subjectField], '2.5.4.10');
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    ...(commonName === undefined ? {} : { commonName }),
    ...(organization === undefined ? {} : { organization }),
    names: alternativeNames(tbs),
    serialNumber: certificate.serialNumber,
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    authority: certificate.ca,
    fingerprint: certificate.fingerprint256,
  };
}

/** The fields of the TBSCertificate from the serial number on: a version 1 certificate has no version before it. */
function tbsFields(der: Uint8Array): readonly Node[] {
  const [tbs] = children(decode(der));
  const fields = children(tbs);
  const versioned = fields[0] !== undefined && isTagged(fields[0], 0);
  const rest = versioned ? fields.slice(1) : fields;
  if (rest.length < subjectField + 2) throw new TypeError('not a certificate');
  return rest;
}

function extensionValue(tbs: readonly Node[], id: string): Node | undefined {
  const wrapper = tbs.find((node) => isTagged(node, 3));
  for (const extension of children(children(wrapper)[0])) {
    const fields = children(extension);
    if (dottedOid(fields[0]) === id) return decode(bytesOf(content(fields.at(-1))));
  }
  return undefined;
}

function alternativeNames(tbs: readonly Node[]): string[] {
  const names: string[] = [];
  for (const name of children(extensionValue(tbs, extensionOids.subjectAlternativeName))) {
    const binary = content(name);
    if (isTagged(name, 2)) names.push(binary);
    if (isTagged(name, 7) && (binary.length === 4 || binary.length === 16)) names.push(addressText(bytesOf(binary)));
  }
  return names;
}

function attribute(name: Node | undefined, id: string): string | undefined {
  for (const relative of children(name)) {
    for (const pair of children(relative)) {
      const [type, value] = children(pair);
      if (dottedOid(type) === id) return textOf(value);
    }
  }
  return undefined;
}

/** Node writes one attribute a line; the empty name is undefined there. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}
