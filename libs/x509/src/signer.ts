import { sign, type KeyObject } from 'node:crypto';
import { nothing, oid, sequence, type Node } from './asn1.ts';

/** Signs with SHA-256. */
export interface Signer {
  /** The AlgorithmIdentifier that stands in the certificate, twice. */
  algorithm(): Node;
  sign(bytes: Uint8Array): Buffer;
}

/** What OpenSSL and browsers take: Baseline Requirements 6.1.5. */
const shortestModulus = 2048;

/** Throws a TypeError for a key that clients would refuse: neither RSA nor EC, or too short. */
export function signerOf(key: KeyObject): Signer {
  const algorithm = algorithmOf(key);
  return { algorithm, sign: (bytes) => sign('sha256', bytes, key) };
}

function algorithmOf(key: KeyObject): () => Node {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? shortestModulus;
  if (bits < shortestModulus) throw new TypeError(`an RSA key of ${bits} bits is refused by clients: ${shortestModulus} are needed`);
  switch (key.asymmetricKeyType) {
    // RFC 4055, 5: the parameters are NULL for RSA; RFC 5758, 3.2: absent for ECDSA.
    case 'rsa': return () => sequence(oid('1.2.840.113549.1.1.11'), nothing());
    case 'ec': return () => sequence(oid('1.2.840.10045.4.3.2'));
    default: throw new TypeError(`a key of type ${key.asymmetricKeyType ?? 'unknown'} cannot sign certificates here: RSA or EC is needed`);
  }
}
