import { X509Certificate } from 'node:crypto';
import type { wire } from '@weir/ca-api';

/** No authority has as many. */
const maxRoots = 100;

/** What clients are to trust, the current one first. */
export interface BundleRoots {
  readonly roots: readonly X509Certificate[];
  /** The current one's SHA-256. */
  readonly current: string;
  /** Of all of them in their order: another bundle with the same is no news. */
  readonly id: string;
}

/** Undefined for a bundle that holds none, or something that is no certificate. */
export function bundleRoots({ roots }: wire.Bundle): BundleRoots | undefined {
  if (roots.length === 0 || roots.length > maxRoots) return undefined;
  try {
    const certificates = roots.map(({ certificate }) => new X509Certificate(certificate));
    const prints = certificates.map((one) => one.fingerprint256);
    return { roots: certificates, current: prints[0]!, id: prints.join(' ') };
  } catch {
    return undefined;
  }
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
