import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { bitsOf, bytesOf, children, content, decode, decodeStrictly, dottedOid, encode, isInteger, isSequence, nothing, octets, type Node } from './asn1.ts';
import { AuthorityError } from './error.ts';

/** RSA of 4096 bits takes 550 octets. */
const maxBytes = 1024;
/** Named curves (RFC 5480, 2.1.1.1), and the octets of a coordinate on them. */
const curves: Readonly<Record<string, number>> = { '1.2.840.10045.3.1.7': 32, '1.3.132.0.34': 48 };
const ecPublicKey = '1.2.840.10045.2.1';
const rsaEncryption = '1.2.840.113549.1.1.1';
/** Baseline Requirements 6.1.6; OpenSSL takes no longer one with a long modulus. */
const smallestExponent = 65_537n;
const longestExponent = 8;

/**
 * Throws AuthorityError unless `spki` is one SubjectPublicKeyInfo in DER, of a key that clients take: EC on P-256 or P-384, by its curve's name and
 * as an uncompressed point, or RSA of 2048 to 4096 bits with an odd exponent from 65537 to 64 bits.
 */
export function checkPublicKey(spki: Uint8Array): void {
  publicKeyOf(spki);
}

/** The key. Throws AuthorityError as `checkPublicKey` does. */
export function publicKeyOf(spki: Uint8Array): KeyObject {
  try {
    const whole = spki.length > maxBytes ? undefined : decodeStrictly(spki);
    const [algorithm, bits, ...more] = children(whole);
    const key = bitsOf(bits);
    if (isSequence(whole) && key !== undefined && more.length === 0 && isSequence(algorithm) && isAccepted(algorithm, key)) {
      // That the point is on the curve OpenSSL looks at here.
      return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    }
  } catch (error) {
    throw refused(error);
  }
  throw refused();
}

/** The first 160 bits of the SHA-256 of the public key's BIT STRING (RFC 7093, 2, method 1). */
export function keyIdentifier(spki: Uint8Array): string {
  const bits = content(children(decode(spki))[1]).slice(1);
  return octets(createHash('sha256').update(bytesOf(bits)).digest().subarray(0, 20));
}

function refused(cause?: unknown): AuthorityError {
  return new AuthorityError('this is no public key that certificates are issued for: accepted are, as DER of a SubjectPublicKeyInfo, EC keys on P-256 or P-384 '
    + '(named curve, uncompressed point) and RSA keys of 2048 to 4096 bits (exponent odd, from 65537 to 64 bits)', cause === undefined ? {} : { cause });
}

function isAccepted(algorithm: Node, key: Buffer): boolean {
  const [id, parameters, ...more] = children(algorithm);
  if (parameters === undefined || more.length > 0) return false;
  switch (dottedOid(id)) {
    case ecPublicKey: return isPoint(key, curves[dottedOid(parameters)]);
    // RFC 3279, 2.3.1: the parameters are NULL.
    case rsaEncryption: return encode(parameters).equals(encode(nothing())) && isRsaKey(key);
    default: return false;
  }
}

function isPoint(key: Buffer, coordinate: number | undefined): boolean {
  return coordinate !== undefined && key.length === 1 + 2 * coordinate && key[0] === 4;
}

function isRsaKey(key: Buffer): boolean {
  const [modulus, exponent, ...more] = children(decodeStrictly(key)).map(positive);
  if (modulus === undefined || exponent === undefined || more.length > 0) return false;
  const bits = modulus.toString(2).length;
  return bits >= 2048 && bits <= 4096 && modulus % 2n === 1n
    && exponent >= smallestExponent && exponent < 1n << BigInt(8 * longestExponent) && exponent % 2n === 1n;
}

function positive(node: Node): bigint | undefined {
  const bytes = isInteger(node) ? bytesOf(content(node)) : undefined;
  return bytes === undefined || bytes[0]! >= 0x80 ? undefined : BigInt(`0x${bytes.toString('hex')}`);
}
