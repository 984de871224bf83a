import type { Publisher } from '../bus.ts';
import type { Spool, SpooledBatch } from './spool.ts';

/** Until the next publisher is asked again, where nothing of what it has in flight ends. */
const retryMs = 250;

/** Sends what is spooled, in its order, as fast as the next publisher takes it. */
export class Drain {
  readonly #spool: Spool;
  readonly #publisher: Publisher;
  readonly #onDone: () => void;
  /** Read, and not yet taken. */
  #held: SpooledBatch | undefined;
  #bytes = 0;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  /** `onDone` is called whenever a batch needs to be kept no longer. */
  constructor(spool: Spool, publisher: Publisher, onDone: () => void) {
    this.#spool = spool;
    this.#publisher = publisher;
    this.#onDone = onDone;
  }

  /** Of batches that were read and have not ended. */
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
    while (this.#again && !this.#stopped) {
      this.#again = false;
      while (await this.#sendNext());
    }
    this.#running = undefined;
    if (!this.#stopped && !this.#spool.isEmpty) this.#timer = setTimeout(() => this.wake(), retryMs).unref();
  }

  /** False when there is nothing to send now, or it is not taken. */
  async #sendNext(): Promise<boolean> {
    const next = this.#held ?? await this.#read();
    if (next === undefined || this.#stopped) return false;
    const { byteLength } = next.batch.payload;
    const taken = this.#publisher.publish(next.batch, (committed, reason) => {
      this.#bytes -= byteLength;
      // One that the next publisher could not end before its own end stays for the next start.
      if (committed) next.done();
      else if (reason !== 'closed') next.done(reason ?? 'unknown');
      this.#onDone();
      this.wake();
    });
    this.#held = taken ? undefined : next;
    return taken;
  }

  async #read(): Promise<SpooledBatch | undefined> {
    const next = await this.#spool.next();
    this.#bytes += next?.batch.payload.byteLength ?? 0;
    return next;
  }
}
