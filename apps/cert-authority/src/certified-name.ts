import { createHash } from 'node:crypto';
import type { Caller } from './policy.ts';

/**
 * The common name of a caller's certificate: its name, and 64 bits of a hash of the token that bought it. A token that the policy has no more takes its certificates along. The hash is
 * seen by the service and the caller alone: TLS 1.3 encrypts certificates.
 */
export function certifiedName({ name, token = '' }: Pick<Caller, 'name' | 'token'>): string {
  return `${name} ${createHash('sha256').update(`weir-ca ${token}`).digest('hex').slice(0, 16)}`;
}

/** The caller's part of it. */
export function callerPart(commonName: string): string {
  return commonName.split(' ', 1)[0]!;
}
