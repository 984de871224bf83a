import { createHash, timingSafeEqual } from 'node:crypto';
import { status, type Metadata } from '@grpc/grpc-js';
import type { TokenReviewer } from '@weir/kubernetes';
import { denied, Refusal, unauthenticated } from './refusal.ts';
import type { Caller, Policy } from './policy.ts';

/** As much of a gRPC call as says who calls. */
export interface Credentials {
  readonly metadata: Metadata;
  /** Of a client certificate that TLS has verified; else nothing. */
  getAuthContext(): { readonly sslPeerCertificate?: { readonly subject?: { readonly CN?: string | string[] } } };
}

export interface AuthenticationParts {
  /** The policy as it is now. */
  readonly policy: () => Policy;
  /** Absent: no service account's token is taken. */
  readonly reviewer?: TokenReviewer | undefined;
  /** Told why tokens cannot be reviewed. */
  readonly onTrouble: (error: Error) => void;
}

const accountPrefix = 'system:serviceaccount:';

/** Who calls. */
export class Authentication {
  readonly #parts: AuthenticationParts;

  constructor(parts: AuthenticationParts) {
    this.#parts = parts;
  }

  /** By certificate, or by a service account's token. Rejects with Refusal. */
  async caller(credentials: Credentials): Promise<Caller> {
    const certified = this.#certified(credentials);
    if (certified !== undefined) return certified;
    const token = bearer(credentials.metadata);
    if (token === undefined) throw unauthenticated('no credentials: a client certificate (Enroll gives one) or a service account\'s token is needed');
    if (this.#bootstrapped(token) !== undefined) throw unauthenticated('a bootstrap token is for Enroll alone: use the certificate that it gives');
    return this.#account(token);
  }

  /** The same, or by a bootstrap token. */
  async enrolling(credentials: Credentials): Promise<Caller> {
    const certified = this.#certified(credentials);
    if (certified !== undefined) return certified;
    const token = bearer(credentials.metadata);
    if (token === undefined) throw unauthenticated('no credentials: a bootstrap token or a service account\'s is needed');
    return this.#bootstrapped(token) ?? this.#account(token);
  }

  #certified(credentials: Credentials): Caller | undefined {
    const name = credentials.getAuthContext().sslPeerCertificate?.subject?.CN;
    if (name === undefined) return undefined;
    const caller = typeof name === 'string' ? this.#parts.policy().named(name) : undefined;
    // A certificate outlives what the policy says of its holder.
    if (caller === undefined) throw denied(`${String(name)} is no caller of the policy any more`);
    return caller;
  }

  #bootstrapped(token: string): Caller | undefined {
    const digest = digestOf(token);
    let found: Caller | undefined;
    // All of them are looked at: how long it takes says nothing of which one is near.
    for (const caller of this.#parts.policy().callers) {
      if (caller.token !== undefined && timingSafeEqual(digestOf(caller.token), digest)) found = caller;
    }
    return found;
  }

  async #account(token: string): Promise<Caller> {
    const { reviewer, policy, onTrouble } = this.#parts;
    if (reviewer === undefined) throw unauthenticated('the token is none that is known here');
    const reviewed = await reviewer.review(token).catch((error: Error) => {
      onTrouble(error);
      throw new Refusal(status.UNAVAILABLE, 'the token cannot be reviewed now: the Kubernetes API server does not answer');
    });
    if (reviewed.kind === 'busy') throw new Refusal(status.UNAVAILABLE, 'too many tokens are being reviewed: try again');
    if (reviewed.kind === 'nobody') throw unauthenticated('the token is not valid for this service: it has expired, or is for another audience');
    const account = reviewed.name.startsWith(accountPrefix) ? reviewed.name.slice(accountPrefix.length).replace(':', '/') : undefined;
    const caller = account === undefined ? undefined : policy().ofAccount(account);
    if (caller === undefined) throw denied(`${reviewed.name} is no caller of the policy`);
    return caller;
  }
}

function bearer(metadata: Metadata): string | undefined {
  const [given] = metadata.get('authorization');
  return typeof given === 'string' ? /^bearer +(\S+)$/i.exec(given)?.[1] : undefined;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
