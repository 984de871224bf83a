import type { Settled } from './bus.ts';
import { Waiters } from './waiters.ts';

interface Entry {
  readonly bytes: number;
  readonly settled: Settled;
}

/** The batches that a publisher has taken and whose end is not known yet: within a bound of bytes, until it is closed. */
export class InFlight {
  readonly #entries = new Map<number, Entry>();
  #next = 0;
  #bytes = 0;
  readonly #idle = new Waiters();
  readonly #maxBytes: number;
  #closed = false;

  constructor(maxBytes = 32 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Returns the number by which the batch is settled later; numbers grow. Undefined: it is beyond the bound, or after the end, and was not taken. */
  add(bytes: number, settled: Settled): number | undefined {
    if (this.#closed || this.#bytes + bytes > this.#maxBytes) return undefined;
    const number = this.#next++;
    this.#entries.set(number, { bytes, settled });
    this.#bytes += bytes;
    return number;
  }

  /** A number that is unknown, or settled already, is ignored: acknowledgements may come twice. */
  settle(number: number, committed: boolean, reason?: string, memory?: ArrayBufferLike): void {
    const entry = this.#entries.get(number);
    if (entry === undefined) return;
    this.#entries.delete(number);
    this.#bytes -= entry.bytes;
    entry.settled(committed, reason, memory);
    if (this.#entries.size === 0) this.#idle.wake();
  }

  /** Nothing of what is in flight now will be committed. */
  fail(reason: string): void {
    for (const number of [...this.#entries.keys()]) this.settle(number, false, reason);
  }

  /** Takes no more; what is in flight has failed as `closed`. */
  close(): void {
    this.#closed = true;
    this.fail('closed');
  }

  /** Resolves when nothing is in flight; rejects with the signal's reason. */
  async idle(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#entries.size === 0) return;
    await this.#idle.wait(signal);
  }
}
