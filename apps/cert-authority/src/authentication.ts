import { createHash, timingSafeEqual } from 'node:crypto';
import { status, type Metadata } from '@grpc/grpc-js';
import type { TokenReviewer } from '@weir/kubernetes';
import { callerPart, certifiedName } from './certified-name.ts';
import { addressOf } from './peer.ts';
import { denied, Refusal, unauthenticated } from './refusal.ts';
import type { Caller, Policy } from './policy.ts';

/** As much of a gRPC call as says who calls. */
export interface Credentials {
  readonly metadata: Metadata;
  /** Of a client certificate that TLS has verified; else nothing. */
  getAuthContext(): { readonly sslPeerCertificate?: { readonly subject?: { readonly CN?: string | string[] }; readonly valid_to?: string } };
  /** `ADDRESS:PORT`. */
  getPeer(): string;
}

export interface AuthenticationParts {
  /** The policy as it is now. */
  readonly policy: () => Policy;
  /** Asked only where the policy has service accounts. */
  readonly reviewer: Pick<TokenReviewer, 'review'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told why tokens cannot be reviewed; undefined: they can. */
  readonly onTrouble: (error: Error | undefined) => void;
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
    return this.#account(token, credentials);
  }

  /** The same, or by a bootstrap token. */
  async enrolling(credentials: Credentials): Promise<Caller> {
    const certified = this.#certified(credentials);
    if (certified !== undefined) return certified;
    const token = bearer(credentials.metadata);
    if (token === undefined) throw unauthenticated('no credentials: a bootstrap token or a service account\'s is needed');
    return this.#bootstrapped(token) ?? this.#account(token, credentials);
  }

  #certified(credentials: Credentials): Caller | undefined {
    const { subject, valid_to: end = '' } = credentials.getAuthContext().sslPeerCertificate ?? {};
    const name = subject?.CN;
    if (name === undefined) return undefined;
    // TLS has looked at its start, and does not again when a session is resumed.
    if (!(this.#parts.now() < Date.parse(end))) throw unauthenticated('the certificate has expired: enroll again');
    const caller = typeof name === 'string' ? this.#parts.policy().named(callerPart(name)) : undefined;
    // A certificate outlives what the policy says of its holder.
    if (caller === undefined) throw denied(`${typeof name === 'string' ? callerPart(name) : 'this certificate\'s holder'} is no caller of the policy any more`);
    if (certifiedName(caller) !== name) throw unauthenticated(`the token that ${caller.name} has enrolled with is not the policy's any more`);
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

  async #account(token: string, credentials: Credentials): Promise<Caller> {
    const { reviewer, policy, onTrouble } = this.#parts;
    if (!policy().reviewsTokens) throw unauthenticated('the token is none that is known here');
    const reviewed = await reviewer.review(token, addressOf(credentials.getPeer())).catch((error: Error) => {
      onTrouble(error);
      throw new Refusal(status.UNAVAILABLE, 'the token cannot be reviewed now: the Kubernetes API server does not answer');
    });
    onTrouble(undefined);
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
