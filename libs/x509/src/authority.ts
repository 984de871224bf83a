import { createPrivateKey, createHash, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { bytesOf, children, content, decode, octets, type Node } from './asn1.ts';
import { backdated, day, distinguishedName, signCertificate } from './certificate.ts';
import { AuthorityError } from './error.ts';
import { basicConstraintsAuthority, keyUsageAuthority, subjectKeyIdentifier } from './extensions.ts';
import { issuerParts, type IssuerParts } from './parse.ts';
import { encodePem, parsePem } from './pem.ts';
import { signerOf, type Signer } from './signer.ts';

/** A key and the certificate that says it may sign. */
export interface Authority {
  /** The issuing certificate first, then its issuers as far as they were given. */
  readonly certificates: readonly X509Certificate[];
  readonly issuer: Issuer;
  /** PEM of what a server sends after a leaf: the certificates without a self-signed root, which clients have or do not trust. */
  readonly intermediates: string;
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

const lifetime = 3650 * day;

/**
 * Makes a self-signed authority, CN and O `Weir`, on EC P-256: its signatures are made ten times faster than RSA's, and a client has to
 * understand EC anyway, since leaf keys are P-256 too. `now` is in milliseconds since the epoch.
 */
export function createAuthority(now: number): AuthorityFiles {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = distinguishedName('Weir', 'Weir');
  const der = signCertificate({
    issuer: name,
    subject: name,
    notBefore: now - backdated,
    notAfter: now + lifetime,
    publicKey: spki,
    extensions: [basicConstraintsAuthority(), keyUsageAuthority(), subjectKeyIdentifier(keyIdentifier(spki))],
  }, signerOf(privateKey));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, certificate: encodePem('CERTIFICATE', der) };
}

/** A PEM text and the file that it is from, which stands in the AuthorityErrors about it. */
export interface PemText {
  readonly text: string;
  readonly file?: string;
}

/**
 * Reads an authority: one private key (RSA or EC, unencrypted) and its certificate, in any order, with the certificates of its
 * issuers where it is an intermediate. Both may be in one text. Throws AuthorityError.
 */
export function readAuthority(key: PemText, certificates: PemText, now: number): Authority {
  const privateKey = readKey(key);
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
  const keyId = parts.keyId ?? keyIdentifier(own.publicKey.export({ type: 'spki', format: 'der' }));
  return {
    certificates: found,
    issuer: { name: parts.subject, keyId, signer: signer(privateKey, key) },
    intermediates: found.filter((certificate) => !selfIssued(certificate)).map((certificate) => encodePem('CERTIFICATE', certificate.raw)).join(''),
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

function wrong(pem: PemText, message: string, cause?: unknown): AuthorityError {
  return new AuthorityError(message, { ...(pem.file === undefined ? {} : { file: pem.file }), ...(cause === undefined ? {} : { cause }) });
}

function checkIssuer(own: X509Certificate, pem: PemText, now: number): IssuerParts {
  const parts = issuerParts(own.raw);
  if (!parts.maySign) throw wrong(pem, 'the certificate\'s keyUsage does not permit to sign certificates (keyCertSign is missing): use one that does');
  if (!own.ca) throw wrong(pem, 'the certificate is not an authority\'s (basicConstraints lacks CA:TRUE), clients would refuse what it signs: use one that is');
  if (now > Date.parse(own.validTo)) throw wrong(pem, `the certificate expired on ${own.validTo}: renew it, or move the files away to have a new authority made`);
  if (now < Date.parse(own.validFrom)) throw wrong(pem, `the certificate is not valid before ${own.validFrom}: check this machine's clock`);
  return parts;
}

function readKey(pem: PemText): KeyObject {
  const keys = parsePem(pem.text).filter((block) => block.label.endsWith('PRIVATE KEY'));
  const [first] = keys;
  if (first === undefined) throw wrong(pem, 'no private key in it: expected a PEM block such as "-----BEGIN PRIVATE KEY-----"');
  if (keys.length > 1) throw wrong(pem, 'more than one private key in it: leave only the authority\'s');
  if (first.label.startsWith('ENCRYPTED') || first.text.includes('ENCRYPTED')) {
    throw wrong(pem, 'the private key in it is encrypted: decrypt it first, for example with `openssl pkey -in KEY -out ca-key.pem`');
  }
  try {
    return createPrivateKey(first.text);
  } catch (error) {
    throw wrong(pem, 'the private key in it cannot be read: the file is damaged', error);
  }
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

/** The first 160 bits of the SHA-256 of the public key's BIT STRING (RFC 7093, 2, method 1). */
function keyIdentifier(spki: Uint8Array): string {
  const bits = content(children(decode(spki))[1]).slice(1);
  return octets(createHash('sha256').update(bytesOf(bits)).digest().subarray(0, 20));
}
