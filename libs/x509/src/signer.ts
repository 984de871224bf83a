import { sign, type KeyObject } from 'node:crypto';
import { nothing, oid, sequence, type Node } from './asn1.ts';

/** Signs with SHA-256. Throws for a key that is neither RSA nor EC. */
export interface Signer {
  /** The AlgorithmIdentifier that stands in the certificate, twice. */
  algorithm(): Node;
  sign(bytes: Uint8Array): Buffer;
}

export function signerOf(key: KeyObject): Signer {
  const algorithm = algorithmOf(key);
  return { algorithm, sign: (bytes) => sign('sha256', bytes, key) };
}

function algorithmOf(key: KeyObject): () => Node {
  switch (key.asymmetricKeyType) {
    // RFC 4055, 5: the parameters are NULL for RSA; RFC 5758, 3.2: absent for ECDSA.
    case 'rsa': return () => sequence(oid('1.2.840.113549.1.1.11'), nothing());
    case 'ec': return () => sequence(oid('1.2.840.10045.4.3.2'));
    default: throw new TypeError(`a key of type ${key.asymmetricKeyType ?? 'unknown'} cannot sign certificates here: RSA or EC is needed`);
  }
}
