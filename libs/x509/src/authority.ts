import { generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import type { Node } from './asn1.ts';
import { backdated, checkedCommonName, day, distinguishedName, signCertificate } from './certificate.ts';
import { basicConstraintsAuthority, keyUsageAuthority, subjectKeyIdentifier } from './extensions.ts';
import { issuerLimits, issuerParts, type IssuerParts } from './parse.ts';
import { encodePem, parsePem } from './pem.ts';
import { readKey, wrong, type PemText } from './private-key.ts';
import { keyIdentifier } from './public-key.ts';
import { signerOf, type Signer } from './signer.ts';

/** A key and the certificate that says it may sign. */
export interface Authority {
  /** The issuing certificate first, then its issuers as far as they were given. */
  readonly certificates: readonly X509Certificate[];
  readonly issuer: Issuer;
  /** PEM of what a server sends after a leaf: the certificates without a self-signed root, which clients have or do not trust. */
  readonly intermediates: string;
  /** The same, each as DER. */
  readonly chain: readonly Buffer[];
  /** Whether any of the certificates constrains names (RFC 5280, 4.2.1.10). */
  readonly constrained: boolean;
  /** Whether an authority below it is accepted: no path length stands against it. */
  readonly delegates: boolean;
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
}

/** What a signature needs, worked out once. */
export interface Issuer {
  readonly name: Node;
  /** Octets: the issuing certificate's subject key identifier. */
  readonly keyId: string;
  readonly signer: Signer;
}

/** A new authority as PEM: PKCS#8 key, then certificate. */
export interface AuthorityFiles {
  readonly key: string;
  readonly certificate: string;
}

export interface AuthorityOptions {
  /** 1 to 64 characters: roots that follow one another have different ones. Default `Weir`. */
  readonly commonName?: string;
}

const lifetime = 3650 * day;

/**
 * Makes a self-signed authority, O `Weir`, on EC P-256: its signatures are made ten times faster than RSA's, and a client has to
 * understand EC anyway, since leaf keys are P-256 too. `now` is in milliseconds since the epoch.
 */
export function createAuthority(now: number, options: AuthorityOptions = {}): AuthorityFiles {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = distinguishedName(checkedCommonName(options.commonName ?? 'Weir'), 'Weir');
  const { der } = signCertificate({
    issuer: name,
    subject: name,
    notBefore: now - backdated,
    notAfter: now + lifetime,
    publicKey: spki,
    extensions: [basicConstraintsAuthority(), keyUsageAuthority(), subjectKeyIdentifier(keyIdentifier(spki))],
  }, signerOf(privateKey));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, certificate: encodePem('CERTIFICATE', der) };
}

/**
 * Reads an authority: one private key (RSA or EC; encrypted with `passphrase` or not at all) and its certificate, in any order, with the certificates of its
 * issuers where it is an intermediate. Both may be in one text. Throws AuthorityError.
 */
export function readAuthority(key: PemText, certificates: PemText, now: number, passphrase?: string): Authority {
  const privateKey = readKey(key, passphrase);
  const given = readCertificates(certificates);
  const matching = given.filter((certificate) => certificate.checkPrivateKey(privateKey));
  // A renewed certificate may stand beside the one that it replaces.
  const own = matching.find((certificate) => now >= Date.parse(certificate.validFrom) && now <= Date.parse(certificate.validTo)) ?? matching[0];
  if (own === undefined) {
    const where = key.file === undefined ? '' : ` in ${key.file}`;
    throw wrong(certificates, `no certificate in it belongs to the private key${where}: both must be of the same authority`);
  }
  const parts = checkIssuer(own, certificates, now);
  const found = chain(own, given);
  const sent = found.filter((certificate) => !selfIssued(certificate)).map((certificate) => certificate.raw);
  const limits = [parts.limits, ...found.slice(1).map((certificate) => issuerLimits(certificate.raw))];
  const keyId = parts.keyId ?? keyIdentifier(own.publicKey.export({ type: 'spki', format: 'der' }));
  return {
    certificates: found,
    issuer: { name: parts.subject, keyId, signer: signer(privateKey, key) },
    intermediates: sent.map((der) => encodePem('CERTIFICATE', der)).join(''),
    chain: sent,
    constrained: limits.some(({ constrained }) => constrained),
    // Each counts the authorities between itself and a leaf (RFC 5280, 4.2.1.9), the new one among them.
    delegates: limits.every(({ pathLength }, above) => pathLength > above),
    notAfter: Date.parse(own.validTo),
  };
}

/** The certificates in a PEM text, in order; an AuthorityError where there is none or one cannot be read. */
export function readCertificates(pem: PemText): X509Certificate[] {
  const blocks = parsePem(pem.text).filter((block) => block.label === 'CERTIFICATE' || block.label === 'TRUSTED CERTIFICATE');
  if (blocks.length === 0) throw wrong(pem, 'no certificate in it: expected a PEM block "-----BEGIN CERTIFICATE-----"');
  return blocks.map((block) => {
    try {
      return new X509Certificate(block.text);
    } catch (error) {
      throw wrong(pem, 'a certificate in it cannot be read: the file is damaged', error);
    }
  });
}

function checkIssuer(own: X509Certificate, pem: PemText, now: number): IssuerParts {
  const parts = issuerParts(own.raw);
  if (!parts.maySign) throw wrong(pem, 'the certificate\'s keyUsage does not permit to sign certificates (keyCertSign is missing): use one that does');
  if (!own.ca) throw wrong(pem, 'the certificate is not an authority\'s (basicConstraints lacks CA:TRUE), clients would refuse what it signs: use one that is');
  if (now > Date.parse(own.validTo)) throw wrong(pem, `the certificate expired on ${own.validTo}: renew it, or move the files away to have a new authority made`);
  if (now < Date.parse(own.validFrom)) throw wrong(pem, `the certificate is not valid before ${own.validFrom}: check this machine's clock`);
  return parts;
}

function signer(key: KeyObject, pem: PemText): Signer {
  try {
    return signerOf(key);
  } catch (error) {
    throw wrong(pem, (error as Error).message, error);
  }
}

/** From `own` upwards; a certificate that signs none of these is left out. */
function chain(own: X509Certificate, given: readonly X509Certificate[]): X509Certificate[] {
  const found = [own];
  const rest = new Set(given);
  for (let last = own; ;) {
    rest.delete(last);
    if (selfIssued(last)) return found;
    // The names alone do not tell an issuer from its namesake with a newer key.
    const next = [...rest].find((candidate) => last.checkIssued(candidate) && last.verify(candidate.publicKey));
    if (next === undefined) return found;
    found.push(next);
    last = next;
  }
}

function selfIssued(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate);
}
