import { status } from '@grpc/grpc-js';
import { CertificateAuthorityService } from '@weir/ca-api';
import { ProxyError, type LeafRequest } from '@weir/core';
import type { LeafSubject } from '../leaf-subject.ts';
import type { AuthorizedCalls } from './authorized-calls.ts';
import { CallFailure, failureOf } from './call-failure.ts';
import { Gate } from './gate.ts';
import type { LeafContext, LeafKey } from './leaf-context.ts';
import { leafQuestion } from './leaf-question.ts';
import type { RemoteLimits } from './limits.ts';

export interface LeafCallsParts {
  readonly calls: Pick<AuthorizedCalls, 'call'>;
  readonly leafKey: LeafKey;
  /** Where the service is, for people. */
  readonly where: string;
  readonly now: () => number;
  readonly limits: Pick<RemoteLimits, 'requestMs' | 'inFlight' | 'queued'>;
  /** Why an answer could not be used; undefined: it could. */
  readonly onAnswer: (unusable: string | undefined) => void;
}

/** As the service has signed it. */
export interface SignedLeaf extends LeafContext {
  /** DER of the topmost certificate of its chain: the leaf itself, where nothing is between it and the root. */
  readonly topmost: Buffer;
}

/** Asks the service for leaves: so many at once, each within its time. */
export class LeafCalls {
  readonly #parts: LeafCallsParts;
  readonly #gate: Gate;
  /** Of those that are under way. */
  readonly #open = new Set<AbortController>();
  #issued = 0;
  #failed = 0;
  #closed = false;

  constructor(parts: LeafCallsParts) {
    this.#parts = parts;
    this.#gate = new Gate(parts.limits.inFlight, parts.limits.queued);
  }

  /** A renewal nobody waits for: most places are left to clients that do. */
  get mayRenew(): boolean {
    return this.#gate.inside < this.#parts.limits.inFlight / 4;
  }

  /** `failed`: without renewals, for which there is a leaf still. */
  figures(): { readonly issued: number; readonly failed: number } {
    return { issued: this.#issued, failed: this.#failed };
  }

  /** Rejects with a ProxyError (`ca-unavailable`) that says which authority does not sign for which name, and why. */
  async ask(subject: LeafSubject, request: LeafRequest, isRenewal = false): Promise<SignedLeaf> {
    const { requestMs } = this.#parts.limits;
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(new CallFailure(status.DEADLINE_EXCEEDED, `it has not answered within ${requestMs} ms`)), requestMs);
    this.#open.add(ending);
    try {
      if (this.#closed) throw closing();
      const leaf = await this.#inTurn(() => this.#call(subject, request, ending.signal), ending.signal);
      this.#issued++;
      return leaf;
    } catch (error) {
      if (!isRenewal) this.#failed++;
      const { message } = failureOf(error);
      throw new ProxyError('ca-unavailable', `The certificate authority at ${this.#parts.where} does not sign for ${subject.names[0]!.text}: ${message}.`, { cause: error });
    } finally {
      clearTimeout(timer);
      this.#open.delete(ending);
    }
  }

  /** Who waits, or is under way, is told so. */
  close(): void {
    this.#closed = true;
    for (const ending of this.#open) ending.abort(closing());
  }

  async #inTurn<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const entered = this.#gate.enter(signal);
    if (entered === false) throw new CallFailure(status.RESOURCE_EXHAUSTED, 'too many certificates are asked for at once');
    await entered;
    try {
      return await work();
    } finally {
      this.#gate.leave();
    }
  }

  async #call(subject: LeafSubject, request: LeafRequest, signal: AbortSignal): Promise<SignedLeaf> {
    const { calls, leafKey, limits, now, onAnswer } = this.#parts;
    const question = leafQuestion(request, subject, leafKey.publicKey);
    try {
      const answer = await Promise.race([calls.call(CertificateAuthorityService.issueLeaf, question, { ms: limits.requestMs, signal }), aborted(signal)]);
      const leaf = leafKey.accept(answer, subject.names, question.names[0]!, now());
      onAnswer(undefined);
      return { ...leaf, topmost: answer.intermediates.at(-1) ?? answer.certificate };
    } catch (error) {
      const { code, message } = failureOf(error);
      if (code === status.DATA_LOSS || code === status.INTERNAL) onAnswer(message);
      throw error;
    }
  }
}

function closing(): CallFailure {
  return new CallFailure(status.CANCELLED, 'this proxy ends');
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    else signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
