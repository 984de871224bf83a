import { status, type Metadata } from '@grpc/grpc-js';
import type { wire } from '@weir/ca-api';
import { CallFailure, failureOf } from './call-failure.ts';
import type { Method } from './connection.ts';
import type { Identity, ReplicaAddress } from './direct-target.ts';
import type { RemoteLimits } from './limits.ts';
import { Replica, type Speaker } from './replica.ts';
import type { TrustFile } from './trust-file.ts';

/** A call, whichever replica answers it. */
export interface Call<Question, Answer> {
  readonly method: Method<Question, Answer>;
  readonly question: Question;
  readonly speaker: Speaker;
  /** Asked for each try; throws CallFailure where there is nothing to say who this is. */
  readonly metadata: () => Metadata;
  /** While no replica can be asked, why none ever will as things are: then it is not waited for. */
  readonly hopeless?: () => CallFailure | undefined;
  readonly signal: AbortSignal;
  /** When it must have ended, by performance.now(). */
  readonly until: number;
}

export interface ReplicasParts {
  readonly addresses: readonly ReplicaAddress[];
  readonly trust: TrustFile;
  readonly limits: RemoteLimits;
  readonly onBundle: (bundle: wire.Bundle) => void;
  readonly onChange: () => void;
}

/** Tries of one call at one replica, and the mean pause before another one there. */
const triesEach = 3;
const pauseMs = 100;

/** The replicas of the service: the one that answered last is asked first, the others where it does not. */
export class Replicas {
  readonly #limits: RemoteLimits;
  readonly #onChange: () => void;
  /** In the order in which they are asked. */
  #replicas: Replica[] = [];
  #awaySince: number | undefined;
  #closed = false;
  readonly #waiting = new Set<() => void>();

  constructor({ addresses, trust, limits, onBundle, onChange }: ReplicasParts) {
    this.#limits = limits;
    this.#onChange = onChange;
    this.#replicas = addresses.map((address) => new Replica({ address, trust, limits, onBundle, onChange: () => this.#changed() }));
    // A fleet does not ask one replica alone.
    const first = Math.floor(Math.random() * this.#replicas.length);
    this.#replicas.push(...this.#replicas.splice(0, first));
  }

  /** One of them can be asked. */
  get connected(): boolean {
    return !this.#closed && this.#replicas.some(({ state }) => state === 'up');
  }

  /** All were tried in vain. */
  get away(): boolean {
    return this.#awaySince !== undefined;
  }

  /** Why each is away. */
  get reason(): string {
    return [...new Set(this.#replicas.filter(({ state }) => state !== 'up').map(({ reason }) => reason))].join('; ');
  }

  /** The one that can be asked, where there is one. */
  get asked(): string | undefined {
    return this.#replicas.find(({ state }) => state === 'up')?.name;
  }

  /** So long what cannot be done now may wait, in milliseconds. */
  get patienceMs(): number {
    return this.#limits.patienceMs;
  }

  /** From now on calls as oneself are made with this. */
  identify(identity: Identity): void {
    if (this.#closed) return;
    for (const replica of this.#replicas) replica.identify(identity);
  }

  /** Rejects with CallFailure. */
  async call<Question, Answer>(call: Call<Question, Answer>): Promise<Answer> {
    const { method, question, speaker, signal, until } = call;
    const tries = new Map<Replica, number>();
    const vainTries = new Map(this.#replicas.map((replica) => [replica, replica.vainTries]));
    let last: CallFailure | undefined;
    for (;;) {
      signal.throwIfAborted();
      if (this.#nobodyAnswers(vainTries)) throw last ?? noAnswer();
      const replica = this.#next(speaker, tries);
      if (replica === undefined) {
        await this.#another(call, tries, last);
        continue;
      }
      const times = tries.get(replica) ?? 0;
      // Who failed together does not come again together.
      if (times > 0) await this.#wait(times * pauseMs * (0.5 + Math.random()), signal);
      const ms = until - performance.now();
      if (ms <= 0) throw last ?? noAnswer();
      if (!replica.takes(speaker)) continue;
      tries.set(replica, times + 1);
      try {
        const answer = await replica.call(method, question, { speaker, metadata: call.metadata(), ms, signal });
        this.#prefer(replica);
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        last = failureOf(error);
        if (last.final) throw last;
        // What is wrong with this one, another may not have; it will be so again here.
        if (!last.passing) tries.set(replica, triesEach);
      }
    }
  }

  close(): void {
    this.#closed = true;
    for (const replica of this.#replicas) replica.close();
    this.wake();
  }

  /** Of those that can be asked, one that was asked least. */
  #next(speaker: Speaker, tries: ReadonlyMap<Replica, number>): Replica | undefined {
    let best: Replica | undefined;
    for (const replica of this.#replicas) {
      const times = tries.get(replica) ?? 0;
      if (times < triesEach && replica.takes(speaker) && (best === undefined || times < (tries.get(best) ?? 0))) best = replica;
    }
    return best;
  }

  /** Until one may be there to be asked. Throws CallFailure where it is not worth waiting. */
  async #another({ speaker, signal, until, hopeless }: Pick<Call<never, never>, 'speaker' | 'signal' | 'until' | 'hopeless'>, tries: ReadonlyMap<Replica, number>, last: CallFailure | undefined): Promise<void> {
    const none = hopeless?.();
    if (none !== undefined) throw none;
    const asked = this.#replicas.filter((replica) => replica.takes(speaker) && (tries.get(replica) ?? 0) >= triesEach);
    if (asked.length > 0 && last !== undefined) throw last;
    const patience = this.#awaySince === undefined ? until : Math.min(until, this.#awaySince + this.#limits.patienceMs);
    const ms = patience - performance.now();
    if (ms <= 0) throw last ?? this.#awayFailure();
    await this.#wait(ms, signal, true);
  }

  /** Each that is there is silent, and was tried since then in vain: while that is under way others wait, for it may have been one late answer. */
  #nobodyAnswers(since: ReadonlyMap<Replica, number>): boolean {
    return this.#replicas.some(({ state }) => state === 'up')
      && this.#replicas.every((replica) => replica.state === 'down' || replica.isSilent && replica.vainTries > since.get(replica)!);
  }

  #awayFailure(): CallFailure {
    return this.#replicas.some((replica) => replica.isSilent) ? noAnswer() : new CallFailure(status.UNAVAILABLE, this.reason);
  }

  #prefer(replica: Replica): void {
    if (this.#replicas[0] === replica) return;
    this.#replicas = [replica, ...this.#replicas.filter((one) => one !== replica)];
  }

  #changed(): void {
    const away = this.#replicas.length > 0 && this.#replicas.every(({ state }) => state === 'down');
    this.#awaySince = away ? this.#awaySince ?? performance.now() : undefined;
    this.wake();
    this.#onChange();
  }

  /** Who waits for a replica looks again: whether it is worth waiting may have changed. */
  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** So long, or until `signal`; `orChange`: or until a replica's state is another. */
  #wait(ms: number, signal: AbortSignal, orChange = false): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end, { once: true });
      if (orChange) this.#waiting.add(end);
    });
  }
}

function noAnswer(): CallFailure {
  return new CallFailure(status.DEADLINE_EXCEEDED, 'it does not answer');
}
