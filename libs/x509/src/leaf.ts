import type { Authority } from './authority.ts';
import { backdated, day, distinguishedName, signCertificate, type Issued } from './certificate.ts';
import { AuthorityError } from './error.ts';
import { alternativeNames, authorityKeyIdentifier, serverUsage } from './extensions.ts';
import type { SubjectName } from './names.ts';
import { encodePem } from './pem.ts';

export interface LeafOrder {
  /** At least one; the first is the common name too, where it is short enough, and no address below name constraints. */
  readonly names: readonly SubjectName[];
  readonly organization?: string;
  /** SubjectPublicKeyInfo, DER: the key stays where it was made. */
  readonly publicKey: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Leaf extends Issued {
  /** PEM: the leaf, then the authority's intermediates. */
  readonly chain: string;
}

/** Apple and the CA/Browser Forum refuse server certificates that live 200 days or more (Baseline Requirements 6.3.2, from March 2026). */
const lifetime = 199 * day;
/** ub-common-name and ub-organization-name (RFC 5280, appendix A.1) are 64. */
const longestCommonName = 63;
const longestOrganization = 64;

/** Throws AuthorityError where the order is empty or the authority has expired. */
export function issueLeaf(authority: Authority, order: LeafOrder): Leaf {
  const [first] = order.names;
  if (first === undefined) throw new AuthorityError('a certificate without any name cannot be issued');
  checkNotExpired(authority, order.now);
  // OpenSSL takes an address in the common name for a domain, which name constraints do not permit.
  const nameable = first.text.length <= longestCommonName && (first.kind === 'dns' || !authority.constrained);
  const commonName = nameable ? first.text : undefined;
  const notBefore = order.now - backdated;
  const notAfter = Math.min(notBefore + lifetime, authority.notAfter);
  const issued = signCertificate({
    issuer: authority.issuer.name,
    subject: distinguishedName(commonName, organizationName(order.organization)),
    notBefore,
    notAfter,
    publicKey: order.publicKey,
    extensions: [
      serverUsage(),
      alternativeNames(order.names, commonName === undefined),
      authorityKeyIdentifier(authority.issuer.keyId),
    ],
  }, authority.issuer.signer);
  return { ...issued, chain: encodePem('CERTIFICATE', issued.der) + authority.intermediates };
}

export function checkNotExpired(authority: Authority, now: number): void {
  if (now > authority.notAfter) throw new AuthorityError(`the authority's certificate expired on ${new Date(authority.notAfter).toISOString()}`);
}

/** As a leaf shows it, undefined for what it leaves out: it comes from a certificate that anybody may have written. Controls void it, too long a one is cut. */
export function organizationName(organization: string | undefined): string | undefined {
  if (organization === undefined || /\p{Cc}/u.test(organization)) return undefined;
  const text = [...organization.toWellFormed()].slice(0, longestOrganization).join('');
  return text === '' ? undefined : text;
}
