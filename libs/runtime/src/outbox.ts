/** What has bytes to write. */
export interface Sender {
  flush(): unknown;
}

/**
 * Senders that are flushed together when all sockets that are ready have been read. Between two reads a write leaves nothing of the handlers
 * in the processor's caches, and the next write nothing of itself: a raw relay of 1 KB answers costs 32 us of CPU where each is written at once,
 * 26 us where they are written in a row.
 */
export class Outbox {
  #senders: Sender[] = [];
  readonly #flush = (): void => {
    const senders = this.#senders;
    this.#senders = [];
    for (const sender of senders) sender.flush();
  };

  /** Flushes `sender` once, when this turn of the event loop has read what there is. */
  add(sender: Sender): void {
    if (this.#senders.push(sender) === 1) setImmediate(this.#flush);
  }
}

export const outbox = new Outbox();
