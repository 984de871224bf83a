/** Memory for one read, and how many still need it. */
export interface Slab {
  readonly memory: Uint8Array;
  users: number;
}

export interface SlabSizes {
  /** Of a slab. */
  readonly bytes: number;
  /** So many wait for their next use, at most. */
  readonly keep: number;
  /** Of a large slab. */
  readonly largeBytes: number;
  /** So many of these there are at a time, at most. */
  readonly mostLarge: number;
}

/** Memory that is lent for as long as bytes in it are on their way, and used again. */
export class Slabs {
  /** The one whose bytes are being delivered: what is sent meanwhile may lie in it. */
  lent: Slab | undefined;
  readonly #sizes: SlabSizes;
  readonly #free: Slab[] = [];
  readonly #freeLarge: Slab[] = [];
  #large = 0;

  constructor(sizes: SlabSizes) {
    this.#sizes = sizes;
  }

  /** One for the caller alone, who releases it. */
  take(): Slab {
    const slab = this.#free.pop() ?? { memory: Buffer.allocUnsafeSlow(this.#sizes.bytes), users: 0 };
    slab.users = 1;
    return slab;
  }

  /** A large one, where there is one to be had. Who takes it releases it, or gives it up. */
  takeLarge(): Slab | undefined {
    let slab = this.#freeLarge.pop();
    if (slab === undefined) {
      if (this.#large === this.#sizes.mostLarge) return undefined;
      this.#large++;
      slab = { memory: Buffer.allocUnsafeSlow(this.#sizes.largeBytes), users: 0 };
    }
    slab.users = 1;
    return slab;
  }

  /** More than half of the large ones are in use. */
  get isScarce(): boolean {
    return this.#large - this.#freeLarge.length > this.#sizes.mostLarge / 2;
  }

  /** One user fewer. Who never releases a slab leaves it to the garbage collector, with all that is read in it. */
  release(slab: Slab): void {
    slab.users--;
    if (slab.users > 0) return;
    if (slab.memory.length === this.#sizes.largeBytes) this.#freeLarge.push(slab);
    else if (this.#free.length < this.#sizes.keep) this.#free.push(slab);
  }

  /** A large slab into which something may still be written: nobody is given it again. */
  giveUp(_large: Slab): void {
    this.#large--;
  }

  /** The slab that is being delivered, where the bytes lie in it. */
  lentOf(bytes: Uint8Array): Slab | undefined {
    return this.lent !== undefined && bytes.buffer === this.lent.memory.buffer ? this.lent : undefined;
  }
}
