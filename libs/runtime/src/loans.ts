import type { Slab, Slabs } from './slabs.ts';

/** A slab is many times as long as a piece shorter than this: where pieces wait already, it is copied. */
const shortBytes = 4 * 1024;

/**
 * The lent memory of what one socket is to write. It is given back write by write: a socket that is always given more is never empty, and a TLSSocket
 * is not empty after any write.
 */
export class Loans {
  readonly #slabs: Slabs;
  /** Of pieces that no write was begun for. */
  #unsent: Slab[] = [];
  /** Of writes that were begun, the oldest first. */
  readonly #writing: Slab[][] = [];
  #begun = 0;
  #ended = 0;
  /** The numbers of writes whose ends the socket is to tell. */
  readonly #awaited: number[] = [];
  /** Sockets end writes in their order; a destroyed one in any, but that reads no memory any more. */
  readonly #written = (): void => {
    const number = this.#awaited.shift();
    if (number !== undefined) this.#end(number);
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

  /** All that was kept so far is being written. Answers what the socket is to call at the end of that, if it matters and is `awaited`: that costs it a tick. */
  begin(awaited: boolean): (() => void) | undefined {
    if (this.#unsent.length === 0) return undefined;
    this.#writing.push(this.#unsent);
    this.#unsent = [];
    this.#begun++;
    if (!awaited) return undefined;
    this.#awaited.push(this.#begun);
    return this.#written;
  }

  /** All writes that were begun are over. What no write was begun for stays. */
  end(): void {
    this.#end(this.#begun);
  }

  /** The socket is closed: nothing is read of what was kept. */
  close(): void {
    this.end();
    for (const slab of this.#unsent) this.#slabs.release(slab);
    this.#unsent = [];
  }

  #end(number: number): void {
    for (; this.#ended < number; this.#ended++) {
      for (const slab of this.#writing.shift()!) this.#slabs.release(slab);
    }
  }
}
