/** A piece is as large as a slab, a half of it, a quarter, and so on: so many sizes. */
const sizes = 8;
/** Bytes that wait for their next use, at most: as many as may be on their way at a time. V8 does not hurry to free memory that is shared. */
const maxSpareBytes = 64 * 1024 * 1024;

/** Makes memory that nobody else has, of whatever content. */
export type Allocate = (bytes: number) => Uint8Array;

/**
 * Memory for batches, used again: of each size the piece that was given back last is the next one taken, since it is the likeliest to be in a cache.
 * New memory costs a page fault for each 4 KiB, and the garbage collector's time.
 */
export class BatchMemory {
  readonly #allocate: Allocate;
  /** The largest first. */
  readonly #sizes: readonly number[];
  readonly #spare: readonly Buffer[][];
  #room: number;

  /** Its largest pieces have `slabBytes`. */
  constructor(slabBytes: number, allocate: Allocate = Buffer.allocUnsafeSlow, spareBytes = maxSpareBytes) {
    this.#allocate = allocate;
    this.#sizes = Array.from({ length: sizes }, (_, level) => Math.floor(slabBytes / 2 ** level));
    this.#spare = this.#sizes.map(() => []);
    this.#room = spareBytes;
  }

  /** A piece of the smallest size that has so many bytes; beyond the largest, memory of just that length, which is not kept. */
  take(bytes: number): Buffer {
    let level = -1;
    while (level + 1 < sizes && this.#sizes[level + 1]! >= bytes) level++;
    const spare = this.#spare[level]?.pop();
    if (spare === undefined) return asBuffer(this.#allocate(this.#sizes[level] ?? bytes));
    this.#room += spare.length;
    return spare;
  }

  /** All memory of a piece that was taken and that nobody needs any more. */
  giveBack(memory: ArrayBufferLike): void {
    const bytes = memory.byteLength;
    const level = this.#sizes.indexOf(bytes);
    if (level === -1 || bytes > this.#room) return;
    this.#room -= bytes;
    this.#spare[level]!.push(Buffer.from(memory));
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
