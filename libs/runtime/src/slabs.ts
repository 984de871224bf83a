/** Memory for one read, and how many still need it. */
export interface Slab {
  readonly memory: Uint8Array;
  users: number;
}

/** Memory that is lent for as long as bytes in it are on their way, and used again. */
export class Slabs {
  /** The one whose bytes are being delivered: what is sent meanwhile may lie in it. */
  lent: Slab | undefined;
  readonly #bytes: number;
  readonly #keep: number;
  readonly #free: Slab[] = [];

  /** Slabs of `bytes`; at most `keep` wait for their next use. */
  constructor(bytes: number, keep: number) {
    this.#bytes = bytes;
    this.#keep = keep;
  }

  /** One for the caller alone, who releases it. */
  take(): Slab {
    const slab = this.#free.pop() ?? { memory: Buffer.allocUnsafeSlow(this.#bytes), users: 0 };
    slab.users = 1;
    return slab;
  }

  /** One user fewer. Who never releases a slab leaves it to the garbage collector, with all that is read in it. */
  release(slab: Slab): void {
    slab.users--;
    if (slab.users === 0 && this.#free.length < this.#keep) this.#free.push(slab);
  }

  /** The slab that is being delivered, where the bytes lie in it. */
  lentOf(bytes: Uint8Array): Slab | undefined {
    return this.lent !== undefined && bytes.buffer === this.lent.memory.buffer ? this.lent : undefined;
  }
}
