import type { Authority } from './authority.ts';
import { checkedCommonName, distinguishedName, signCertificate, slightlyBackdated, type Issued } from './certificate.ts';
import { AuthorityError } from './error.ts';
import { authorityKeyIdentifier, basicConstraintsLowest, keyUsageAuthority, nameConstraints, serverUsage, subjectKeyIdentifier } from './extensions.ts';
import { checkNotExpired } from './leaf.ts';
import { subtreeBase, type NameSubtree, type SubtreeBase } from './name-subtree.ts';
import { encodePem } from './pem.ts';
import { keyIdentifier } from './public-key.ts';

export interface IntermediateOrder {
  /** 1 to 64 characters. */
  readonly commonName: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly lifetimeMs: number;
  /** What it may sign: of domains and of networks alike nothing else. Empty: all that is not excluded. */
  readonly permitted: readonly NameSubtree[];
  readonly excluded: readonly NameSubtree[];
}

/** An authority below another one. */
export interface IssuedAuthority extends Issued {
  /** PEM: its certificate, then its issuer's intermediates. With its key `readAuthority` takes it. */
  readonly chain: string;
}

/**
 * Issues an authority that signs servers' certificates alone (path length 0), of the names that the order says: valid from an hour ago, and not longer than `authority`.
 * Throws AuthorityError, also where clients would accept no authority below `authority`.
 */
export function issueIntermediate(authority: Authority, order: IntermediateOrder): IssuedAuthority {
  checkNotExpired(authority, order.now);
  if (!authority.delegates) {
    throw new AuthorityError('the path length in the authority\'s certificates (basicConstraints) permits no authority below it: let it sign leaves alone, or use one that may have some below it');
  }
  const issued = signCertificate({
    issuer: authority.issuer.name,
    subject: distinguishedName(checkedCommonName(order.commonName), undefined),
    notBefore: order.now - slightlyBackdated,
    notAfter: Math.min(order.now + order.lifetimeMs, authority.notAfter),
    publicKey: order.publicKey,
    extensions: [
      basicConstraintsLowest(),
      keyUsageAuthority(),
      serverUsage(),
      subjectKeyIdentifier(keyIdentifier(order.publicKey)),
      authorityKeyIdentifier(authority.issuer.keyId),
      ...constraints(order.permitted.map(subtreeBase), order.excluded.map(subtreeBase)),
    ],
  }, authority.issuer.signer);
  return { ...issued, chain: encodePem('CERTIFICATE', issued.der) + authority.intermediates };
}

/** All domains (the empty one, of which each is part), all of IPv4, all of IPv6. Baseline Requirements 7.1.2.5.2 write them so. */
const everything: readonly SubtreeBase[] = [
  { kind: 'dns', bytes: Buffer.alloc(0) },
  { kind: 'ip', bytes: Buffer.alloc(8) },
  { kind: 'ip', bytes: Buffer.alloc(32) },
];

/** An extension, or none where nothing is constrained: an empty one must not be (RFC 5280, 4.2.1.10). */
function constraints(permitted: readonly SubtreeBase[], excluded: readonly SubtreeBase[]): ReturnType<typeof nameConstraints>[] {
  if (permitted.length === 0 && excluded.length === 0) return [];
  // RFC 5280: names of a kind without a permitted one are unconstrained. Exclude them altogether.
  const others = permitted.length === 0 ? [] : everything.filter((all) => !permitted.some((one) => isAlike(one, all)));
  return [nameConstraints(permitted, [...excluded.filter((one) => !others.some((all) => isAlike(one, all))), ...others])];
}

function isAlike(one: SubtreeBase, other: SubtreeBase): boolean {
  return one.kind === other.kind && (one.kind === 'dns' || one.bytes.length === other.bytes.length);
}
