import { keepLast, type ProxyError } from '@weir/core';

/** A policy that has changed counts after so long, in milliseconds. */
const rememberedMs = 5_000;

interface Denial {
  readonly error: ProxyError;
  readonly from: number;
}

/** What the service's policy has just refused: a client that tries again and again does not ask it each time. Times in milliseconds since the epoch. */
export class Denials {
  readonly #limit: number;
  /** The oldest first. */
  readonly #denials = new Map<string, Denial>();

  /** `limit`: that many are remembered, the last ones. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Undefined: it was not refused, or may be granted by now. */
  find(key: string, now: number): ProxyError | undefined {
    const denial = this.#denials.get(key);
    if (denial === undefined) return undefined;
    if (now >= denial.from && now < denial.from + rememberedMs) return denial.error;
    this.#denials.delete(key);
    return undefined;
  }

  add(key: string, error: ProxyError, now: number): void {
    keepLast(this.#denials, key, { error, from: now }, this.#limit);
  }
}
