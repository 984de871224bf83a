import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { bitsOf, bitString, children, content, decode, decodeStrictly, dottedOid, encode, integer, isInteger, isSequence, isTagged, nothing, octets, sequence, tagged, type Node } from './asn1.ts';
import { checkedCommonName, distinguishedName } from './certificate.ts';
import { AuthorityError } from './error.ts';
import { publicKeyOf } from './public-key.ts';
import { signerOf } from './signer.ts';

/** What a certification request shows: that its sender has the private key of this public one. */
export interface SigningRequest {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
}

const maxBytes = 16 * 1024;

interface Algorithm {
  readonly key: 'ec' | 'rsa';
  readonly hash: string;
}

/** Signatures that count; SHA-1 is none. RFC 5758, 3.2, and RFC 4055, 5. */
const algorithms: Readonly<Record<string, Algorithm>> = {
  '1.2.840.10045.4.3.2': { key: 'ec', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', hash: 'sha512' },
  '1.2.840.113549.1.1.11': { key: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', hash: 'sha512' },
};

/**
 * Reads PKCS#10 (RFC 2986), DER of at most 16 KiB, and verifies that it was signed with the key that it is for. Its subject and attributes are not
 * looked at. Throws AuthorityError, also for a key that `checkPublicKey` refuses.
 */
export function readSigningRequest(der: Uint8Array): SigningRequest {
  if (der.length > maxBytes) throw new AuthorityError(`the certification request has ${der.length} bytes: at most ${maxBytes} are read`);
  const { info, publicKey, algorithm, signature } = parts(der);
  const key = publicKeyOf(publicKey);
  if (algorithm === undefined || algorithm.key !== key.asymmetricKeyType) {
    throw new AuthorityError('the certification request is not signed in a way that counts here: ECDSA or RSA (PKCS#1 v1.5) with SHA-256, SHA-384 or SHA-512');
  }
  if (!verifies(algorithm.hash, info, key, signature)) {
    throw new AuthorityError('the certification request is not signed by the key that it is for: it was changed on its way, or its sender does not have the private key');
  }
  return { publicKey };
}

/** DER of a request for the key, signed with SHA-256, with `commonName` as its subject. Throws AuthorityError, or a TypeError for a key that is neither RSA nor EC. */
export function createSigningRequest(privateKey: KeyObject, commonName: string): Buffer {
  const signer = signerOf(privateKey);
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const info = sequence(integer('\x00'), distinguishedName(checkedCommonName(commonName), undefined), decode(spki), tagged(0, []));
  const signature = signer.sign(encode(info));
  return encode(sequence(info, signer.algorithm(), bitString(octets(signature))));
}

interface Parts {
  /** CertificationRequestInfo, DER: what is signed. */
  readonly info: Buffer;
  readonly publicKey: Buffer;
  /** Undefined for one that does not count. */
  readonly algorithm: Algorithm | undefined;
  readonly signature: Buffer;
}

function parts(der: Uint8Array): Parts {
  try {
    const request = decodeStrictly(der);
    const [info, algorithm, bits, ...more] = children(request);
    const signature = bitsOf(bits);
    if (isSequence(request) && isSequence(info) && isSequence(algorithm) && signature !== undefined && more.length === 0) {
      return { info: encode(info), publicKey: encode(publicKeyIn(info)), algorithm: algorithmOf(algorithm), signature };
    }
  } catch (error) {
    throw unreadable(error);
  }
  throw unreadable();
}

function unreadable(cause?: unknown): AuthorityError {
  return new AuthorityError('this is no certification request: expected PKCS#10 (RFC 2986) as DER', cause === undefined ? {} : { cause });
}

function publicKeyIn(info: Node): Node {
  const [version, subject, publicKey, attributes, ...more] = children(info);
  if (isInteger(version) && content(version) === '\0' && isSequence(subject) && isSequence(publicKey) && attributes !== undefined && isTagged(attributes, 0)
    && more.length === 0) return publicKey;
  throw new TypeError('not a CertificationRequestInfo');
}

/** Parameters are absent for ECDSA, and NULL or absent for RSA (RFC 4055, 5). */
function algorithmOf(node: Node): Algorithm | undefined {
  const [id, parameters, ...more] = children(node);
  const found = algorithms[dottedOid(id)];
  const bare = parameters === undefined || (found?.key === 'rsa' && encode(parameters).equals(encode(nothing())));
  return bare && more.length === 0 ? found : undefined;
}

function verifies(hash: string, bytes: Buffer, key: KeyObject, signature: Buffer): boolean {
  try {
    return verify(hash, bytes, key, signature);
  } catch {
    return false;
  }
}
