import type { Authority } from './authority.ts';
import { checkedCommonName, distinguishedName, signCertificate, slightlyBackdated, type Issued } from './certificate.ts';
import { authorityKeyIdentifier, clientUsage, keyUsageSignature } from './extensions.ts';
import { checkNotExpired } from './leaf.ts';

export interface ClientCertificateOrder {
  /** Who the client is: 1 to 64 characters. */
  readonly commonName: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly lifetimeMs: number;
}

/** Issues a certificate by which a TLS client says who it is, and nothing else: valid from an hour ago, and not longer than `authority`. Throws AuthorityError. */
export function issueClientCertificate(authority: Authority, order: ClientCertificateOrder): Issued {
  checkNotExpired(authority, order.now);
  return signCertificate({
    issuer: authority.issuer.name,
    subject: distinguishedName(checkedCommonName(order.commonName), undefined),
    notBefore: order.now - slightlyBackdated,
    notAfter: Math.min(order.now + order.lifetimeMs, authority.notAfter),
    publicKey: order.publicKey,
    extensions: [keyUsageSignature(), clientUsage(), authorityKeyIdentifier(authority.issuer.keyId)],
  }, authority.issuer.signer);
}
