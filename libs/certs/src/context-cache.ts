import type { SecureContext } from 'node:tls';
import { keepLast } from '@weir/core';

/** A context, and between which times it is given out. Milliseconds since the epoch. */
export interface CachedContext {
  readonly context: SecureContext;
  readonly from: number;
  /** The certificate's end, or before: a client may hold a connection's certificate for a while. */
  readonly until: number;
}

/** Keeps the contexts that were used last: one costs more to make than the certificate in it. */
export class ContextCache<Entry extends CachedContext = CachedContext> {
  readonly #limit: number;
  /** In order of use: the first is the one to forget. */
  readonly #entries = new Map<string, Entry>();

  /** `limit`: contexts, at least one. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string, now: number): SecureContext | undefined {
    return this.entry(key, now)?.context;
  }

  /** As `get`, with all that was kept. */
  entry(key: string, now: number): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    // A clock that was set back makes a certificate one of the future.
    if (now >= entry.until || now < entry.from) return undefined;
    this.#entries.set(key, entry);
    return entry;
  }

  set(key: string, entry: Entry): void {
    keepLast(this.#entries, key, entry, this.#limit);
  }
}
