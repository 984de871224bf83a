import { createHash } from 'node:crypto';
import { AddressCounts, keepLast } from '@weir/core';
import { expiryOf } from './token-claims.ts';

export interface TokenReviewerOptions {
  readonly audience: string;
  /** Cluster's reviewToken, or like it: rejects where nobody can say. */
  readonly review: (token: string, audience: string) => Promise<string | undefined>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How long an answer counts without asking again. Default 60 s: so long a deleted service account may still call. */
  readonly keepMs?: number;
}

/** `user`: whose token it is. `nobody`: nobody's, or not for this audience. `busy`: too many are being reviewed. */
export type Reviewed = { readonly kind: 'user'; readonly name: string } | { readonly kind: 'nobody' } | { readonly kind: 'busy' };

interface Answer {
  readonly user: string | undefined;
  readonly until: number;
}

/** A token of Kubernetes' is below 2 KiB. */
const longestToken = 16 * 1024;
const mostUsers = 10_000;
/** Wrong tokens do not push out right ones. */
const mostWrong = 1_000;
/** What is asked at once, in all and for one address: a flood of wrong tokens is not handed on to the API server, and leaves room for others. */
const mostReviews = 32;
const mostOfAddress = 4;

/** Whose service-account tokens are, asked once for each and a while. */
export class TokenReviewer {
  readonly #options: TokenReviewerOptions;
  /** By the token's hash, oldest first: no token is kept. */
  readonly #users = new Map<string, Answer>();
  readonly #wrong = new Map<string, Answer>();
  readonly #reviews = new Map<string, Promise<Answer>>();
  readonly #ofAddress = new AddressCounts();

  constructor(options: TokenReviewerOptions) {
    this.#options = options;
  }

  /** `address`: who sends it. Rejects as `review` does: nobody can say now. */
  async review(token: string, address: string): Promise<Reviewed> {
    const { audience, now } = this.#options;
    // What does not even claim to be for us, or not any more, is not worth a question.
    const expiry = token.length > longestToken ? undefined : expiryOf(token, audience);
    if (expiry === undefined || expiry <= now()) return { kind: 'nobody' };
    const key = createHash('sha256').update(token).digest('base64');
    const known = this.#users.get(key) ?? this.#wrong.get(key);
    if (known !== undefined && now() < known.until) return reviewed(known.user);
    const running = this.#reviews.get(key);
    if (running === undefined && this.#isBusy(address)) return { kind: 'busy' };
    return reviewed((await (running ?? this.#ask({ token, key, expiry, address }))).user);
  }

  #isBusy(address: string): boolean {
    return this.#reviews.size >= mostReviews || this.#ofAddress.of(address) >= mostOfAddress;
  }

  #ask({ token, key, expiry, address }: { readonly token: string; readonly key: string; readonly expiry: number; readonly address: string }): Promise<Answer> {
    const { audience, review, now, keepMs = 60_000 } = this.#options;
    const asked = review(token, audience).then((user) => {
      const answer = { user, until: Math.min(now() + keepMs, expiry) };
      this.#keep(key, answer);
      return answer;
    }).finally(() => {
      this.#reviews.delete(key);
      this.#ofAddress.remove(address);
    });
    this.#reviews.set(key, asked);
    this.#ofAddress.add(address);
    return asked;
  }

  #keep(key: string, answer: Answer): void {
    const [answers, most] = answer.user === undefined ? [this.#wrong, mostWrong] : [this.#users, mostUsers];
    this.#users.delete(key);
    this.#wrong.delete(key);
    keepLast(answers, key, answer, most);
  }
}

function reviewed(user: string | undefined): Reviewed {
  return user === undefined ? { kind: 'nobody' } : { kind: 'user', name: user };
}
