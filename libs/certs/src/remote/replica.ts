import { status, type Metadata } from '@grpc/grpc-js';
import type { wire } from '@weir/ca-api';
import { failureOf, type CallFailure } from './call-failure.ts';
import type { Connection, Method } from './connection.ts';
import { addressText, type Identity, type ReplicaAddress } from './direct-target.ts';
import type { RemoteLimits } from './limits.ts';
import { Line, type LineState } from './line.ts';
import type { TrustFile } from './trust-file.ts';

/** As whom a call is made: with a token or nothing, or with the certificate that enrolment gave. */
export type Speaker = 'anybody' | 'self';

export interface ReplicaParts {
  readonly address: ReplicaAddress;
  readonly trust: TrustFile;
  readonly limits: RemoteLimits;
  readonly onBundle: (bundle: wire.Bundle) => void;
  readonly onChange: () => void;
}

/** One address of the service: a line on which the bundle is watched, and where there is a certificate for calls, one with that. */
export class Replica {
  readonly name: string;
  readonly #parts: ReplicaParts;
  readonly #public: Line;
  #own: Line | undefined;
  /** A call was not answered in time: one at a time is tried until one is. */
  #silent = false;
  #trying = false;
  #vainTries = 0;

  constructor(parts: ReplicaParts) {
    this.#parts = parts;
    this.name = addressText(parts.address);
    this.#public = new Line(parts);
  }

  get state(): LineState {
    const states = [this.#public.state, this.#own?.state ?? 'up'];
    return states.includes('down') ? 'down' : states.includes('connecting') ? 'connecting' : 'up';
  }

  /** Why it is down, or not up yet. */
  get reason(): string {
    return this.#public.state === 'up' && this.#own !== undefined ? this.#own.reason : this.#public.reason;
  }

  /** Calls on it were not answered, and none has been since. */
  get isSilent(): boolean {
    return this.#silent;
  }

  /** How often, in its whole life, it was silent, was tried, and stayed so. */
  get vainTries(): number {
    return this.#vainTries;
  }

  /** Whether a call may be made now. */
  takes(speaker: Speaker): boolean {
    return this.#line(speaker)?.connection !== undefined && !(this.#silent && this.#trying);
  }

  /** From now on calls as oneself are made with this certificate; those that are under way end with that of before. */
  identify(identity: Identity): void {
    this.#own?.retire();
    const { address, trust, limits, onChange } = this.#parts;
    this.#own = new Line({ address, trust, limits, onChange, identity });
    onChange();
  }

  /** Where `takes` says so. Rejects with CallFailure; `ms` is cut to what one try may take. */
  async call<Question, Answer>(method: Method<Question, Answer>, question: Question, order: { readonly speaker: Speaker; readonly metadata: Metadata; readonly ms: number; readonly signal: AbortSignal }): Promise<Answer> {
    const { tryMs } = this.#parts.limits;
    const line = this.#line(order.speaker)!;
    const connection = line.connection!;
    const tries = this.#silent;
    if (tries) this.#trying = true;
    try {
      const answer = await connection.unary(method, question, { metadata: order.metadata, ms: Math.min(order.ms, tryMs), signal: order.signal });
      this.#answers();
      return answer;
    } catch (error) {
      const failure = failureOf(error);
      const patient = order.ms >= tryMs;
      if (tries && patient && failure.code === status.DEADLINE_EXCEEDED) this.#vainTries++;
      this.#failed(failure, patient, connection);
      throw failure;
    } finally {
      if (tries) {
        this.#trying = false;
        this.#parts.onChange();
      }
    }
  }

  close(): void {
    this.#public.close();
    this.#own?.close();
  }

  /** Who waits for that has not to wait for the call that tries. */
  #answers(): void {
    if (!this.#silent) return;
    this.#silent = false;
    this.#parts.onChange();
  }

  /** `patient`: it had the time that a try has. */
  #failed({ code, message }: CallFailure, patient: boolean, connection: Connection): void {
    if (code === status.CANCELLED) return;
    if (code !== status.DEADLINE_EXCEEDED) {
      // Where the connection is there still, the service has said so itself.
      if (code !== status.UNAVAILABLE || connection.check()) this.#answers();
      return;
    }
    if (!patient || this.#silent) return;
    this.#silent = true;
    // What came between, if it was that, may have forgotten these connections.
    this.#public.renew(message);
    this.#own?.renew(message);
  }

  #line(speaker: Speaker): Line | undefined {
    return speaker === 'self' ? this.#own : this.#public;
  }
}
