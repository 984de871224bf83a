const noBytes = new Uint8Array(0);

/** Bytes that are appended to until they are whole: doubles its memory, never beyond `max`. What comes first mostly is whole: its memory is as long. */
export class GrowingBytes {
  readonly #max: number;
  #memory: Uint8Array = noBytes;
  #length = 0;

  constructor(max: number) {
    this.#max = max;
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
      const memory = Buffer.allocUnsafe(Math.min(Math.max(length, this.#memory.length * 2), this.#max));
      memory.set(this.bytes);
      this.#memory = memory;
    }
    this.#memory.set(bytes, this.#length);
    this.#length = length;
    return true;
  }
}
