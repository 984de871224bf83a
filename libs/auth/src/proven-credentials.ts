import { keepLast } from '@weir/core';

/** How long a password that was right is taken for right without another check, in milliseconds. */
export const provenMs = 30_000;

const most = 4096;

/** What was proven lately, by keys that are no passwords. Bounded: the oldest are forgotten first. */
export class ProvenCredentials {
  readonly #until = new Map<string, number>();

  /** `now`: milliseconds of a clock that only goes forward. */
  has(key: string, now: number): boolean {
    const until = this.#until.get(key);
    if (until !== undefined && until <= now) this.#until.delete(key);
    return until !== undefined && until > now;
  }

  add(key: string, now: number): void {
    keepLast(this.#until, key, now + provenMs, most);
  }

  clear(): void {
    this.#until.clear();
  }
}
