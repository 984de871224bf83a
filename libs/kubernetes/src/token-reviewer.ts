import { createHash } from 'node:crypto';
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
const mostAnswers = 10_000;
/** What is asked at once: a flood of wrong tokens is not handed on to the API server. */
const mostReviews = 32;

/** Whose service-account tokens are, asked once for each and a while. */
export class TokenReviewer {
  readonly #options: TokenReviewerOptions;
  /** By the token's hash, oldest first: no token is kept. */
  readonly #answers = new Map<string, Answer>();
  readonly #reviews = new Map<string, Promise<Answer>>();

  constructor(options: TokenReviewerOptions) {
    this.#options = options;
  }

  /** Rejects as `review` does: nobody can say now. */
  async review(token: string): Promise<Reviewed> {
    const { audience, now } = this.#options;
    // What does not even claim to be for us, or not any more, is not worth a question.
    const expiry = token.length > longestToken ? undefined : expiryOf(token, audience);
    if (expiry === undefined || expiry <= now()) return { kind: 'nobody' };
    const key = createHash('sha256').update(token).digest('base64');
    const known = this.#answers.get(key);
    if (known !== undefined && now() < known.until) return reviewed(known.user);
    const running = this.#reviews.get(key);
    if (running === undefined && this.#reviews.size >= mostReviews) return { kind: 'busy' };
    return reviewed((await (running ?? this.#ask(token, key, expiry))).user);
  }

  #ask(token: string, key: string, expiry: number): Promise<Answer> {
    const { audience, review, now, keepMs = 60_000 } = this.#options;
    const asked = review(token, audience).then((user) => {
      const answer = { user, until: Math.min(now() + keepMs, expiry) };
      this.#keep(key, answer);
      return answer;
    }).finally(() => this.#reviews.delete(key));
    this.#reviews.set(key, asked);
    return asked;
  }

  #keep(key: string, answer: Answer): void {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    if (this.#answers.size <= mostAnswers) return;
    const [oldest] = this.#answers.keys();
    this.#answers.delete(oldest!);
  }
}

function reviewed(user: string | undefined): Reviewed {
  return user === undefined ? { kind: 'nobody' } : { kind: 'user', name: user };
}
