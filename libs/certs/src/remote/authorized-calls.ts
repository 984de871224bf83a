import { status } from '@grpc/grpc-js';
import { CallFailure, failureOf } from './call-failure.ts';
import type { Caller } from './caller.ts';
import type { Method } from './connection.ts';
import type { Replicas } from './replicas.ts';

/** Calls with the caller's credentials; where these are not accepted, once more with new ones. */
export class AuthorizedCalls {
  readonly #replicas: Pick<Replicas, 'call'>;
  readonly #caller: Caller;
  readonly #onEnd: (failure: CallFailure | undefined) => void;

  /** `onEnd`: whether the credentials were accepted. */
  constructor(replicas: Pick<Replicas, 'call'>, caller: Caller, onEnd: (failure: CallFailure | undefined) => void) {
    this.#replicas = replicas;
    this.#caller = caller;
    this.#onEnd = onEnd;
  }

  /** Rejects with CallFailure. It ends within `ms`, or when `signal` says so. */
  async call<Question, Answer>(method: Method<Question, Answer>, question: Question, { ms, signal }: { readonly ms: number; readonly signal: AbortSignal }): Promise<Answer> {
    const caller = this.#caller;
    const until = performance.now() + ms;
    for (let again = true; ; again = false) {
      const used = caller.credentials;
      try {
        const answer = await this.#replicas.call({ method, question, speaker: caller.speaker, metadata: () => caller.metadata(), hopeless: () => hopeless(caller), signal, until });
        this.#onEnd(undefined);
        return answer;
      } catch (error) {
        const failure = failureOf(error);
        if (failure.code !== status.UNAUTHENTICATED) throw failure;
        if (again && await caller.renew(used, signal)) continue;
        this.#onEnd(failure);
        throw failure;
      }
    }
  }
}

/** Whatever the service said to that: this call has no credentials. Where that passes, nothing was refused. */
function hopeless(caller: Caller): CallFailure | undefined {
  const refused = caller.refused();
  return refused === undefined || refused.passing ? refused : new CallFailure(status.UNAUTHENTICATED, refused.message);
}
