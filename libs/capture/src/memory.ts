import type { Publisher } from '@weir/bus';

/** What capture holds, against its bound. */
export class Memory {
  /** Bytes of flows that are open. */
  open = 0;
  /** Bytes of the batch that fills. */
  filling = 0;
  readonly #limit: number;
  readonly #publisher: Publisher;

  constructor(limit: number, publisher: Publisher) {
    this.#limit = limit;
    this.#publisher = publisher;
  }

  get held(): number {
    return this.open + this.filling + this.#publisher.pendingBytes;
  }

  /**
   * Half of the bound is reached, here or where batches are kept after, or a quarter of it waits for the bus, which is behind then: no more of bodies and
   * messages is kept, which leaves room for flows.
   */
  get isTight(): boolean {
    return this.#publisher.isTight || this.#publisher.pendingBytes >= this.#limit / 4 || this.held >= this.#limit / 2;
  }

  /** No room for `bytes` more: flows are dropped. */
  isFull(bytes: number): boolean {
    return this.held + bytes > this.#limit;
  }
}
