import type { BatchMessage, Publisher, Settled } from '../bus.ts';
import { InFlight } from '../in-flight.ts';
import { Waiters } from '../waiters.ts';
import { Drain, neverTaken } from './drain.ts';
import type { Spool } from './spool.ts';

export interface SpooledPublisherOptions {
  /** Takes batches while it can: its bound of bytes in flight says when it cannot. It is closed with this one. */
  readonly publisher: Publisher;
  /** Closed with this one. */
  readonly spool: Spool;
}

/** A Publisher for which a batch counts as committed when it is on disk. */
export interface SpooledPublisher extends Publisher {
  /** Resolves when nothing is on disk any more, or rejects with the signal's reason when `signal` aborts first. */
  drained(signal: AbortSignal): Promise<void>;
  /** Takes no more. What is in flight goes to the spool, which waits on disk for the next start. */
  close(): Promise<void>;
}

/**
 * Puts a spool before a publisher. A batch goes straight through while the spool is empty and the publisher takes it; from the first one
 * that it refuses, all go to disk, and from there in their order, with their ids, until the spool is empty.
 */
export function spooledPublisher({ publisher, spool }: SpooledPublisherOptions): SpooledPublisher {
  return new SpoolingPublisher(publisher, spool);
}

class SpoolingPublisher implements SpooledPublisher {
  readonly #publisher: Publisher;
  readonly #spool: Spool;
  readonly #drain: Drain;
  /** All that was taken and not settled. Its bounds are those of the publisher and of the spool. */
  readonly #inFlight = new InFlight(Infinity);
  readonly #emptied = new Waiters();
  #closing: Promise<void> | undefined;

  constructor(publisher: Publisher, spool: Spool) {
    this.#publisher = publisher;
    this.#spool = spool;
    this.#drain = new Drain(spool, publisher, () => this.#emptied.wake());
    // What an earlier process has left.
    this.#drain.wake();
  }

  get pendingBytes(): number {
    return this.#inFlight.bytes + this.#drain.bytes;
  }

  get isTight(): boolean {
    return this.#spool.isTight || this.#publisher.isTight;
  }

  publish(batch: BatchMessage, settled: Settled): boolean {
    if (this.#closing !== undefined) return false;
    return (this.#spool.isEmpty && this.#send(batch, settled)) || this.#keep(batch, settled);
  }

  async flush(signal: AbortSignal): Promise<void> {
    // For what it does while it waits: batches from the spool that it has in flight need not be waited for.
    this.#publisher.flush(signal).catch(ignore);
    await this.#inFlight.idle(signal);
  }

  async drained(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#spool.isEmpty) await this.#emptied.wait(signal);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#drain.stop();
    await this.#publisher.close();
    await this.#spool.close();
    this.#inFlight.close();
  }

  #send(batch: BatchMessage, settled: Settled): boolean {
    const { byteLength } = batch.payload;
    let number = -1;
    const taken = this.#publisher.publish(batch, (committed, reason, memory) => {
      this.#drain.wake();
      if (committed || reason === neverTaken) this.#inFlight.settle(number, committed, reason, memory);
      else this.#putBack(number, batch, reason);
    });
    if (taken) number = this.#inFlight.add(byteLength, settled)!;
    return taken;
  }

  /** It is older than all that is in the spool: batches were sent while that was empty. */
  #putBack(number: number, batch: BatchMessage, reason: string | undefined): void {
    this.#spool.putBack(batch, (kept, _why, memory) => {
      this.#inFlight.settle(number, kept, kept ? undefined : reason, memory);
      this.#drain.wake();
    });
  }

  #keep(batch: BatchMessage, settled: Settled): boolean {
    const { byteLength } = batch.payload;
    if (!this.#spool.mayWait(byteLength)) return false;
    const number = this.#inFlight.add(byteLength, settled)!;
    this.#spool.append(batch, (kept, reason, memory) => {
      this.#inFlight.settle(number, kept, reason, memory);
      this.#drain.wake();
    });
    return true;
  }
}

function ignore(): void {
  // The signal's reason is what `idle` rejects with.
}
