/** Bytes that are appended to until they are whole: doubles its memory, never beyond `max`. */
export class GrowingBytes {
  readonly #max: number;
  #memory: Uint8Array;
  #length = 0;

  constructor(max: number) {
    this.#max = max;
    this.#memory = new Uint8Array(Math.min(512, max));
  }

  get length(): number {
    return this.#length;
  }

  /** What was appended so far: a view that later appends may leave behind. */
  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.#length);
  }

  /** False, and nothing kept, where it would grow beyond its bound. */
  append(bytes: Uint8Array): boolean {
    const length = this.#length + bytes.length;
    if (length > this.#max) return false;
    if (length > this.#memory.length) {
      const memory = new Uint8Array(Math.min(Math.max(length, this.#memory.length * 2), this.#max));
      memory.set(this.bytes);
      this.#memory = memory;
    }
    this.#memory.set(bytes, this.#length);
    this.#length = length;
    return true;
  }
}
