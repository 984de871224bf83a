import { BatchMemory, type Allocate } from './batch-memory.ts';

/** Free bytes that every write leaves behind it: tags, numbers and lengths up to the next `reserve` need no check. */
const headroom = 512;
/** From so many bytes on, a call into native code beats V8's own copying, where the memory is shared. */
const longBytes = 4096;
/** Below this many characters a loop beats a call into native code. */
const loopLength = 24;

/** Thrown where the bound is reached. One object: a full batch is no fault, and a stack would only cost time. */
export const writerFull = new Error('the bound of the writer is reached');

/** A growing slab that protobuf fields are written into (https://protobuf.dev/programming-guides/encoding/). */
export class ByteWriter {
  readonly #initialBytes: number;
  readonly #maxBytes: number;
  readonly #memory: BatchMemory;
  #slab: Buffer;
  #at = 0;

  /** What `take` gives is made by `allocate`. */
  constructor(initialBytes: number, maxBytes: number, allocate?: Allocate) {
    this.#initialBytes = Math.max(initialBytes, 2 * headroom);
    this.#maxBytes = maxBytes;
    this.#memory = new BatchMemory(this.#initialBytes, allocate);
    this.#slab = this.#memory.take(this.#initialBytes);
  }

  get length(): number {
    return this.#at;
  }

  /** Forgets what was written after `length`. */
  truncate(length: number): void {
    this.#at = length;
  }

  /**
   * What was written, from the beginning of memory of its own, which it fills by half at least unless it is very short: the slab itself, or a smaller piece.
   * The slab is empty afterwards, and small again where it had grown.
   */
  take(): Uint8Array {
    const length = this.#at;
    this.#at = 0;
    const slab = this.#slab;
    const isHandedOver = length > slab.length / 2;
    if (isHandedOver || slab.length > this.#initialBytes) this.#slab = this.#memory.take(this.#initialBytes);
    const piece = isHandedOver ? slab : this.#memory.take(length);
    if (!isHandedOver) slab.copy(piece, 0, 0, length);
    return new Uint8Array(piece.buffer, 0, length);
  }

  /** All memory of what `take` gave, and that nobody needs any more. */
  giveBack(memory: ArrayBufferLike): void {
    this.#memory.giveBack(memory);
  }

  /** Makes room for `bytes` more and the headroom. */
  reserve(bytes: number): void {
    const wanted = this.#at + bytes;
    if (wanted + headroom > this.#slab.length) this.#grow(wanted);
  }

  #grow(wanted: number): void {
    if (wanted > this.#maxBytes) throw writerFull;
    const grown = this.#memory.take(Math.max(wanted, Math.min(this.#slab.length * 2, this.#maxBytes)) + headroom);
    this.#slab.copy(grown, 0, 0, this.#at);
    this.#memory.giveBack(this.#slab.buffer);
    this.#slab = grown;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.#copy(bytes);
  }

  /** There is room for them. */
  #copy(bytes: Uint8Array): void {
    if (bytes.length < longBytes) {
      this.#slab.set(bytes, this.#at);
    } else {
      // `set` copies into shared memory word by word: 2.1 us for 64 KiB. Node's `copy` takes 0.6, but is `set` where all of the source is asked for.
      this.#slab[this.#at] = bytes[0]!;
      Buffer.prototype.copy.call(bytes as Buffer, this.#slab, this.#at + 1, 1);
    }
    this.#at += bytes.length;
  }

  /** A number field; 0, negative and NaN are the default, which is left out. Fractions are cut off. */
  number(tag: number, value: number): void {
    if (value >= 1) {
      this.#slab[this.#at++] = tag;
      this.#varint(value);
    }
  }

  #varint(value: number): void {
    if (value < 0x8000_0000) {
      this.#varint32(value | 0);
      return;
    }
    // Four groups of 7 bits first, then what is above 2^28: at most 25 bits of a safe integer.
    const safe = value < Number.MAX_SAFE_INTEGER ? Math.floor(value) : Number.MAX_SAFE_INTEGER;
    const high = Math.floor(safe / 2 ** 28);
    const low = safe - high * 2 ** 28;
    const slab = this.#slab;
    const at = this.#at;
    slab[at] = low | 0x80;
    slab[at + 1] = (low >>> 7) | 0x80;
    slab[at + 2] = (low >>> 14) | 0x80;
    slab[at + 3] = (low >>> 21) | 0x80;
    this.#at = at + 4;
    this.#varint32(high);
  }

  #varint32(value: number): void {
    const slab = this.#slab;
    let at = this.#at;
    while (value > 127) {
      slab[at++] = value | 0x80;
      value >>>= 7;
    }
    slab[at++] = value;
    this.#at = at;
  }

  bytes(tag: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.reserve(bytes.length);
    this.prefix(tag, bytes.length);
    this.#copy(bytes);
  }

  /** Several pieces as one bytes field. */
  pieces(tag: number, pieces: readonly Uint8Array[], length: number): void {
    if (length === 0) return;
    this.reserve(length);
    this.prefix(tag, length);
    for (const piece of pieces) this.#copy(piece);
  }

  /** Tag and length of a field whose content follows. */
  prefix(tag: number, length: number): void {
    this.#slab[this.#at++] = tag;
    this.#varint32(length);
  }

  /** A bytes field of which each character is one octet. */
  octets(tag: number, text: string): void {
    const length = text.length;
    if (length === 0) return;
    this.reserve(length);
    this.prefix(tag, length);
    if (length < loopLength) {
      const slab = this.#slab;
      let at = this.#at;
      for (let i = 0; i < length; i++) slab[at++] = text.charCodeAt(i);
      this.#at = at;
    } else {
      this.#at += this.#slab.write(text, this.#at, length, 'latin1');
    }
  }

  /** A string field: UTF-8, a lone surrogate as U+FFFD. */
  text(tag: number, text: string | undefined): void {
    if (text === undefined || text.length === 0) return;
    const length = text.length;
    this.reserve(length);
    const start = this.#at;
    this.prefix(tag, length);
    const slab = this.#slab;
    let at = this.#at;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        this.#at = start;
        this.#utf8(tag, text);
        return;
      }
      slab[at++] = code;
    }
    this.#at = at;
  }

  #utf8(tag: number, text: string): void {
    const length = Buffer.byteLength(text);
    this.reserve(length);
    this.prefix(tag, length);
    this.#at += this.#slab.write(text, this.#at, length, 'utf8');
  }

  /** Begins a message field whose length is not known yet; returns what `close` wants. */
  open(tag: number, lengthBytes: number): number {
    this.#slab[this.#at++] = tag;
    this.#at += lengthBytes;
    return this.#at;
  }

  /** Writes the length of the message that began at `start` into its place, moving the message where more or fewer bytes were kept free. */
  close(start: number, lengthBytes: number): void {
    const length = this.#at - start;
    const needed = varintBytes(length);
    if (needed !== lengthBytes) this.#slab.copyWithin(start + needed - lengthBytes, start, this.#at);
    this.#at = start - lengthBytes;
    this.#varint32(length);
    this.#at += length;
  }
}

/** Bytes of `value` as a varint; up to 2^31. */
export function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}
