import { keepLast } from '@weir/core';

/** Under which key a name's last context is kept: what a server says of itself may be another thing by now, and makes another key. */
export class KnownNames {
  readonly #limit: number;
  /** The first is the one to forget. */
  readonly #keys = new Map<string, string>();

  /** `limit`: names, at least one. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  find(name: string): string | undefined {
    return this.#keys.get(name);
  }

  /** For each use: a name that was forgotten is known again. */
  set(name: string, key: string): void {
    if (this.#keys.get(name) !== key) keepLast(this.#keys, name, key, this.#limit);
  }
}
