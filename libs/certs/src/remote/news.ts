import { status } from '@grpc/grpc-js';
import type { CallFailure } from './call-failure.ts';
import type { DelegationEnd } from './delegation.ts';
import type { RemoteEvent } from './remote-event.ts';
import type { Replicas } from './replicas.ts';

/** Makes events of what happens, each once until something else is so. */
export class News {
  readonly #tell: (event: RemoteEvent) => void;
  /** A connection that is replaced at once is no news. */
  readonly #patienceMs: number;
  #away: NodeJS.Timeout | undefined;
  #connected: boolean | undefined;
  /** It cannot enroll, and has not been refused: a connection is of no use. */
  #unenrolled = false;
  #denials: { readonly enrolment?: string; readonly calls?: string } = {};
  #delegation: string | undefined;
  #unusable = '';

  constructor(tell: (event: RemoteEvent) => void, patienceMs: number) {
    this.#tell = tell;
    this.#patienceMs = patienceMs;
  }

  replicas(replicas: Pick<Replicas, 'away' | 'asked' | 'reason'>): void {
    if (!replicas.away) {
      clearTimeout(this.#away);
      this.#away = undefined;
      const { asked } = replicas;
      if (asked === undefined || this.#connected === true || this.#unenrolled) return;
      this.#connected = true;
      this.#tell({ type: 'connected', replica: asked });
    } else if (this.#away === undefined && this.#connected !== false) {
      this.#away = setTimeout(() => this.#isAway(replicas.reason), this.#patienceMs);
      this.#away.unref();
    }
  }

  /** How enrolling, or a call with the credentials there are, has ended. */
  credentials(what: 'enrolment' | 'calls', failure: CallFailure | undefined): void {
    if (failure?.code === status.CANCELLED) return;
    if (what === 'enrolment') this.#unenrolled = failure?.passing === true;
    if (failure?.passing) {
      if (what === 'enrolment') this.#isAway(failure.message);
      return;
    }
    const before = reasonOf(this.#denials);
    const { [what]: _ended, ...others } = this.#denials;
    if (failure !== undefined) this.#denials = { ...others, [what]: failure.message };
    // New credentials: what was said of those of before counts no more.
    else this.#denials = what === 'enrolment' ? {} : others;
    const reason = reasonOf(this.#denials);
    if (reason === before) return;
    this.#tell(reason === undefined ? { type: 'admitted' } : { type: 'denied', reason });
  }

  delegation(end: DelegationEnd): void {
    const { failure } = end;
    // What stands in the way of all calls is told as that.
    if (failure !== undefined && (failure.passing || failure.code === status.CANCELLED || failure.code === status.UNAUTHENTICATED)) return;
    const state = failure === undefined ? end.permitted.join(' ') : `! ${failure.message}`;
    if (state === this.#delegation) return;
    this.#delegation = state;
    if (failure === undefined) this.#tell({ type: 'delegated', permitted: end.permitted, notAfter: end.notAfter });
    else this.#tell({ type: 'undelegated', reason: failure.message, refused: failure.code === status.PERMISSION_DENIED });
  }

  roots(current: string, count: number): void {
    this.#tell({ type: 'roots', current, count });
  }

  /** Undefined: what came could be used. */
  answer(unusable: string | undefined): void {
    const before = this.#unusable;
    this.#unusable = unusable ?? '';
    if (unusable !== undefined && unusable !== before) this.#tell({ type: 'unusable', reason: unusable });
  }

  close(): void {
    clearTimeout(this.#away);
  }

  #isAway(reason: string): void {
    if (this.#connected === false) return;
    this.#connected = false;
    this.#tell({ type: 'away', reason });
  }
}

function reasonOf({ enrolment, calls }: { readonly enrolment?: string; readonly calls?: string }): string | undefined {
  return enrolment ?? calls;
}
