import type { Log } from '@weir/service';

/** A call that was not done. */
export interface RefusedCall {
  /** gRPC's name of the status. */
  readonly code: string;
  readonly method: string;
  /** The caller's. */
  readonly address: string;
  readonly reason: string;
}

/** In so long a time an address has a line for each code, and all of them so many. */
const quietMs = 60_000;
const mostLines = 100;

/** Counts refusals, and tells an operator of each address and code once a minute: whoever tries names and tokens must not fill the log. */
export class RefusedCalls {
  readonly counts: Record<string, number> = {};
  readonly #log: Log;
  readonly #now: () => number;
  readonly #told = new Set<string>();
  #since = -Infinity;

  /** `now` in milliseconds. */
  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  add({ code, method, address, reason }: RefusedCall): void {
    this.counts[code] = (this.counts[code] ?? 0) + 1;
    if (this.#now() >= this.#since + quietMs) {
      this.#since = this.#now();
      this.#told.clear();
    }
    const key = `${code} ${address}`;
    if (this.#told.has(key) || this.#told.size >= mostLines) return;
    this.#told.add(key);
    this.#log.event('info', 'refused', { code, method, address }, `${method} of ${address}: ${code}: ${reason}`);
  }
}
