import type { X509Certificate } from 'node:crypto';
import type { Authority } from '@weir/x509';

/** What clients trust, or will, or still do. */
export interface TrustedRoot {
  readonly certificate: X509Certificate;
  readonly state: 'current' | 'next' | 'previous';
}

/** The authorities of a directory that follow one another. */
export interface Roots {
  /** Signs. */
  readonly current: Authority;
  /** Will sign, once clients trust it. */
  readonly next: Authority | undefined;
  /** The certificates of those before, whose leaves are still shown; their keys are gone. None of them is the current one's. */
  readonly previous: readonly X509Certificate[];
  /** Of each the topmost certificate, the current one's first, each once. */
  trusted(): readonly TrustedRoot[];
}

/** `before`: certificates as previous.pem has them; the current authority's may be among them. */
export function rootsOf(current: Authority, next: Authority | undefined, before: readonly X509Certificate[]): Roots {
  const previous = without(before, current.certificates);
  const all = [...current.certificates, ...next?.certificates ?? [], ...previous];
  // An authority's certificates stand in their order; of those before the authorities are not told apart.
  const ofCurrent = current.certificates.slice(-1);
  const ofNext = without(next?.certificates.slice(-1) ?? [], ofCurrent);
  const ofPrevious = without(previous.filter((one) => isTopmost(one, all)), ofNext);
  const trusted = [
    ...ofCurrent.map((certificate) => ({ certificate, state: 'current' as const })),
    ...ofNext.map((certificate) => ({ certificate, state: 'next' as const })),
    ...ofPrevious.map((certificate) => ({ certificate, state: 'previous' as const })),
  ];
  return { current, next, previous, trusted: () => trusted };
}

/** Each of `certificates` once that is not among `others`. */
export function without(certificates: readonly X509Certificate[], others: readonly X509Certificate[]): X509Certificate[] {
  const seen = new Set(others.map((one) => one.fingerprint256));
  return certificates.filter(({ fingerprint256 }) => !seen.has(fingerprint256) && seen.add(fingerprint256));
}

function isTopmost(one: X509Certificate, all: readonly X509Certificate[]): boolean {
  return !all.some((other) => other.fingerprint256 !== one.fingerprint256 && one.checkIssued(other) && one.verify(other.publicKey));
}
