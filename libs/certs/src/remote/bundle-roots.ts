import { X509Certificate } from 'node:crypto';
import { wire } from '@weir/ca-api';

/** No authority has as many. */
const maxRoots = 100;

/** What clients are to trust, the current one first. */
export interface BundleRoots {
  readonly roots: readonly X509Certificate[];
  /** The current one's SHA-256. */
  readonly current: string;
  /** Of those that have signed before, and of those that will. */
  readonly previous: ReadonlySet<string>;
  readonly next: ReadonlySet<string>;
  /** Of all of them in their order: another bundle with the same is no news. */
  readonly id: string;
}

/** Undefined for a bundle that holds none, or something that is no certificate. */
export function bundleRoots({ roots }: wire.Bundle): BundleRoots | undefined {
  if (roots.length === 0 || roots.length > maxRoots) return undefined;
  try {
    const certificates = roots.map(({ certificate }) => new X509Certificate(certificate));
    const prints = certificates.map((one) => one.fingerprint256);
    const those = (state: wire.RootState): ReadonlySet<string> => new Set(prints.filter((_print, at) => roots[at]!.state === state));
    return { roots: certificates, current: prints[0]!, previous: those(wire.RootState.ROOT_STATE_PREVIOUS), next: those(wire.RootState.ROOT_STATE_NEXT), id: prints.join(' ') };
  } catch {
    return undefined;
  }
}

/** Whether `one` comes from a replica that has not followed yet in a change that `other` tells of. Where each says that of the other one it is not known. */
export function isBehind(one: BundleRoots, other: BundleRoots): boolean {
  return follows(other, one) && !follows(one, other);
}

function follows(later: BundleRoots, earlier: BundleRoots): boolean {
  return later.previous.has(earlier.current) || earlier.next.has(later.current);
}

/** Whether a chain whose topmost certificate this is, in DER, is one of `root`. */
export function isBelow(topmost: Buffer, root: X509Certificate): boolean {
  try {
    const certificate = new X509Certificate(topmost);
    // A root that is not self-signed is sent, too.
    return certificate.raw.equals(root.raw) || (certificate.checkIssued(root) && certificate.verify(root.publicKey));
  } catch {
    return false;
  }
}
