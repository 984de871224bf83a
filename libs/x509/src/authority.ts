import { createPrivateKey, createHash, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { bytesOf, children, content, decode, octets, type Node } from './asn1.ts';
import { backdated, day, distinguishedName, signCertificate } from './certificate.ts';
import { AuthorityError } from './error.ts';
import { basicConstraintsAuthority, keyUsageAuthority, subjectKeyIdentifier } from './extensions.ts';
import { issuerParts } from './parse.ts';
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

/**
 * Reads an authority from PEM: one private key (RSA or EC, unencrypted) and its certificate, in any order, with the certificates of its
 * issuers where it is an intermediate. `file` stands in the AuthorityErrors that this throws.
 */
export function readAuthority(pem: string, now: number, file?: string): Authority {
  const fail = (message: string, cause?: unknown): AuthorityError =>
    new AuthorityError(message, { ...(file === undefined ? {} : { file }), ...(cause === undefined ? {} : { cause }) });
  const key = readKey(pem, fail);
  const given = readCertificates(pem, fail);
  const own = given.find((certificate) => certificate.checkPrivateKey(key));
  if (own === undefined) throw fail('no certificate here belongs to the private key: both must come from the same authority');
  const parts = issuerParts(own.raw);
  if (!parts.maySign) throw fail('the certificate\'s keyUsage does not permit to sign certificates (keyCertSign is missing)');
  if (!own.ca) throw fail('the certificate is not an authority\'s (basicConstraints lacks CA:TRUE), clients would refuse what it signs');
  const notAfter = Date.parse(own.validTo);
  if (now > notAfter) throw fail(`the certificate expired on ${own.validTo}: renew it, or move the files away to have a new authority made`);
  if (now < Date.parse(own.validFrom)) throw fail(`the certificate is not valid before ${own.validFrom}: check this machine's clock`);
  const certificates = chain(own, given);
  return {
    certificates,
    issuer: { name: parts.subject, keyId: parts.keyId ?? keyIdentifier(own.publicKey.export({ type: 'spki', format: 'der' })), signer: signer(key, fail) },
    intermediates: certificates.filter((certificate) => !selfIssued(certificate)).map((certificate) => encodePem('CERTIFICATE', certificate.raw)).join(''),
    notAfter,
  };
}

/** The certificates in a PEM text, in order; an AuthorityError where there is none or one cannot be read. */
export function readCertificateChain(pem: string, file?: string): X509Certificate[] {
  return readCertificates(pem, (message, cause) => new AuthorityError(message, { ...(file === undefined ? {} : { file }), cause }));
}

type Fail = (message: string, cause?: unknown) => AuthorityError;

function readKey(pem: string, fail: Fail): KeyObject {
  const keys = parsePem(pem).filter((block) => block.label.endsWith('PRIVATE KEY'));
  const [first] = keys;
  if (first === undefined) throw fail('no private key in it: expected a PEM block such as "-----BEGIN PRIVATE KEY-----"');
  if (keys.length > 1) throw fail('more than one private key in it: leave only the authority\'s');
  if (first.label.startsWith('ENCRYPTED') || first.text.includes('ENCRYPTED')) {
    throw fail('the private key is encrypted: decrypt it first, for example with `openssl pkey -in KEY -out ca-key.pem`');
  }
  try {
    return createPrivateKey(first.text);
  } catch (error) {
    throw fail('the private key cannot be read: the file is damaged', error);
  }
}

function readCertificates(pem: string, fail: Fail): X509Certificate[] {
  const blocks = parsePem(pem).filter((block) => block.label === 'CERTIFICATE' || block.label === 'TRUSTED CERTIFICATE');
  if (blocks.length === 0) throw fail('no certificate in it: expected a PEM block "-----BEGIN CERTIFICATE-----"');
  return blocks.map((block) => {
    try {
      return new X509Certificate(block.text);
    } catch (error) {
      throw fail('a certificate cannot be read: the file is damaged', error);
    }
  });
}

function signer(key: KeyObject, fail: Fail): Signer {
  try {
    return signerOf(key);
  } catch (error) {
    throw fail((error as Error).message, error);
  }
}

/** From `own` upwards; a certificate that signs none of these is left out. */
function chain(own: X509Certificate, given: readonly X509Certificate[]): X509Certificate[] {
  const found = [own];
  const rest = new Set(given);
  for (let last = own; ;) {
    rest.delete(last);
    if (selfIssued(last)) return found;
    const next = [...rest].find((candidate) => last.checkIssued(candidate));
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
