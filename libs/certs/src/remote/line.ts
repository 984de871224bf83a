import type { wire } from '@weir/ca-api';
import { Connection } from './connection.ts';
import type { Identity, ReplicaAddress } from './direct-target.ts';
import type { RemoteLimits } from './limits.ts';
import type { TrustFile } from './trust-file.ts';

/** `connecting`: for the first time; nobody knows yet. `down`: it was tried, or lost, and is tried again. */
export type LineState = 'connecting' | 'up' | 'down';

export interface LineOptions {
  readonly address: ReplicaAddress;
  readonly trust: TrustFile;
  readonly identity?: Identity;
  readonly limits: RemoteLimits;
  /** With it the line is up once there was a bundle: a service that takes connections and says nothing is none. */
  readonly onBundle?: (bundle: wire.Bundle) => void;
  /** The state may be another one. */
  readonly onChange: () => void;
}

/** A connection that was up for so long was a good one: the next is made within the first pause. */
const steadyMs = 1_000;

/** A connection to one replica that is made anew for as long as it takes. */
export class Line {
  readonly #options: LineOptions;
  #connection: Connection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #state: LineState = 'connecting';
  #reason = 'it is not connected yet';
  #upSince = 0;
  #pauseMs: number;
  #closed = false;

  constructor(options: LineOptions) {
    this.#options = options;
    [this.#pauseMs] = options.limits.reconnectMs;
    this.#connect();
  }

  get state(): LineState {
    return this.#state;
  }

  /** Why it is not up. */
  get reason(): string {
    return this.#reason;
  }

  /** To make calls on; undefined unless it is up. */
  get connection(): Connection | undefined {
    return this.#state === 'up' ? this.#connection : undefined;
  }

  /** Calls on it are not answered: another connection may fare better. Those that are under way go on. */
  renew(why: string): void {
    if (this.#state === 'up') this.#lost(why);
  }

  /** What is under way ends with it, or before. */
  close(): void {
    this.#end()?.destroy();
  }

  /** What is under way may end first. */
  retire(): void {
    this.#end()?.retire();
  }

  #end(): Connection | undefined {
    this.#closed = true;
    clearTimeout(this.#timer);
    return this.#connection;
  }

  #connect(): void {
    const { address, trust, identity, limits, onBundle } = this.#options;
    const since = performance.now();
    try {
      const connection: Connection = new Connection({
        address, identity, trust: trust.read(), aliveMs: limits.aliveMs,
        onReady: () => { if (onBundle === undefined) this.#up(); },
        onLost: (why) => { if (connection === this.#connection) this.#lost(why, since); },
      });
      this.#connection = connection;
      this.#timer = setTimeout(() => this.#lost('it does not answer', since), limits.connectMs);
      if (onBundle !== undefined) {
        connection.watch((bundle) => {
          if (connection !== this.#connection) return;
          onBundle(bundle);
          this.#up();
        });
      }
    } catch (error) {
      // The constructor's caller has it first.
      queueMicrotask(() => this.#lost((error as Error).message, since));
    }
  }

  #up(): void {
    if (this.#closed || this.#state === 'up') return;
    clearTimeout(this.#timer);
    this.#state = 'up';
    this.#upSince = performance.now();
    this.#options.onChange();
  }

  #lost(why: string, since = performance.now()): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const lost = this.#connection;
    this.#connection = undefined;
    // What is under way on one that was up may still be answered: a service that ends says so first.
    if (this.#state === 'up') lost?.retire();
    else lost?.destroy();
    const pauseMs = this.#pause(since);
    this.#state = 'down';
    this.#reason = why;
    this.#timer = setTimeout(() => this.#connect(), pauseMs);
    this.#options.onChange();
  }

  /** A try that has taken long was a pause itself. No two proxies of a fleet, which all lose a service at once, come back in step. */
  #pause(since: number): number {
    const [first, last] = this.#options.limits.reconnectMs;
    const now = performance.now();
    if (this.#state === 'up' && now - this.#upSince >= steadyMs) this.#pauseMs = first;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(2 * pauseMs, last);
    if (this.#state === 'up' && pauseMs === first) return first * Math.random();
    const taken = this.#state === 'up' ? 0 : now - since;
    return Math.max(first * Math.random(), pauseMs * (0.5 + 0.5 * Math.random()) - taken);
  }
}
