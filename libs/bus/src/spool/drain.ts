import type { Publisher } from '../bus.ts';
import type { SpooledBatch } from './spool-reader.ts';
import type { Spool } from './spool.ts';

/** Until the next publisher is asked again, where nothing of what it has in flight ends. */
const retryMs = 250;

/** The one reason for which a batch is not worth another try. */
export const neverTaken = 'too-large';

interface Read {
  readonly spooled: SpooledBatch;
  /** Its place in the order in which batches were read. */
  readonly number: number;
}

/** Sends what is spooled, in its order, as fast as the next publisher takes it. */
export class Drain {
  readonly #spool: Spool;
  readonly #publisher: Publisher;
  readonly #onEmpty: () => void;
  /** Read, and to be sent before what was not, in the order of the spool: not taken yet, or taken and not committed. */
  readonly #held: Read[] = [];
  #next = 0;
  #bytes = 0;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  /** `onEmpty` is called when the spool has become empty. */
  constructor(spool: Spool, publisher: Publisher, onEmpty: () => void) {
    this.#spool = spool;
    this.#publisher = publisher;
    this.#onEmpty = onEmpty;
  }

  /** Of batches that were read and are not committed. */
  get bytes(): number {
    return this.#bytes;
  }

  /** There is more to send, or room to send it. */
  wake(): void {
    this.#again = true;
    if (!this.#stopped) this.#running ??= this.#run();
  }

  /** Reads and sends no more; what was sent may still end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    // In a later turn than the call of `wake`, which may be one of `publish`.
    await Promise.resolve();
    while (this.#again && !this.#stopped) {
      this.#again = false;
      while (await this.#sendNext());
    }
    this.#running = undefined;
    if (this.#spool.isEmpty) this.#onEmpty();
    else if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), retryMs).unref();
  }

  /** False when there is nothing to send now, or it is not taken. */
  async #sendNext(): Promise<boolean> {
    const next = this.#held.shift() ?? await this.#read();
    if (next === undefined) return false;
    const taken = !this.#stopped && this.#publisher.publish(next.spooled.batch, (committed, reason) => this.#settled(next, committed, reason));
    if (!taken) this.#hold(next);
    return taken;
  }

  async #read(): Promise<Read | undefined> {
    const spooled = await this.#spool.next();
    if (spooled === undefined) return undefined;
    this.#bytes += spooled.batch.payload.byteLength;
    return { spooled, number: this.#next++ };
  }

  #settled(read: Read, committed: boolean, reason: string | undefined): void {
    if (!committed && reason !== neverTaken) {
      // The timer tries again. What the publisher could not commit before its own end waits for the next start.
      this.#hold(read);
      return;
    }
    this.#bytes -= read.spooled.batch.payload.byteLength;
    read.spooled.done(committed ? undefined : reason);
    this.wake();
  }

  #hold(read: Read): void {
    this.#held.splice(this.#held.findLastIndex(({ number }) => number < read.number) + 1, 0, read);
  }
}
