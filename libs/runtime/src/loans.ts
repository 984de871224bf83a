import type { Slab, Slabs } from './slabs.ts';

/** A slab is many times as long as a piece shorter than this: where pieces wait already, it is copied. */
const shortBytes = 16 * 1024;

/**
 * The lent memory of what one socket is to write. It is given back write by write, when the socket says that this one is done: a socket of which
 * something always waits is never empty, and a TLSSocket is not empty after any write.
 */
export class Loans {
  readonly #slabs: Slabs;
  /** Of pieces that no write was begun for. */
  #unsent: Slab[] = [];
  /** Of writes that were begun, the oldest first. */
  readonly #writing: Slab[][] = [];
  /** Sockets end writes in their order; a destroyed one in any, but that reads no memory any more. */
  readonly #written = (): void => {
    const slabs = this.#writing.shift();
    if (slabs !== undefined) for (const slab of slabs) this.#slabs.release(slab);
  };

  constructor(slabs: Slabs) {
    this.#slabs = slabs;
  }

  /** The bytes, to be kept until they are written. `waiting` of the socket's are before them. */
  keep(bytes: Uint8Array, waiting: number): Uint8Array {
    const slab = this.#slabs.lentOf(bytes);
    if (slab === undefined || this.#unsent.at(-1) === slab) return bytes;
    if (waiting > 0 && bytes.length < shortBytes) return Buffer.from(bytes);
    slab.users++;
    this.#unsent.push(slab);
    return bytes;
  }

  /** What the socket is to call when all that was kept so far is written, if it matters. */
  begin(): (() => void) | undefined {
    if (this.#unsent.length === 0) return undefined;
    this.#writing.push(this.#unsent);
    this.#unsent = [];
    return this.#written;
  }
}
