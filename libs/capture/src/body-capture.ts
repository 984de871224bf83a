import type { Headers } from '@weir/core';
import type { BodyRecord } from '@weir/flow';
import type { PartMemory } from './part-memory.ts';

/** A body of which so much came at once is a long one. */
const longBytes = 16 * 1024;

/** What is kept of one body: always a prefix of it. */
export class BodyCapture {
  /** On the wire so far. */
  size = 0;
  /** Kept: held here or sent in chunks. */
  captured = 0;
  /** Held here, in the order of the body. */
  parts: Uint8Array[] = [];
  /** Bytes in `parts`. */
  held = 0;
  /** Chunks sent so far; with the first, the rest goes in chunks too. */
  chunks = 0;
  /** Its head says that it will go in chunks: nothing of it need be collected first. */
  isLong = false;
  /** More may be kept. */
  isOpen = true;
  /** Was cut short for want of memory. */
  isShed = false;
  /** Nothing of it goes out before it is whole and redacted. */
  isHeld = false;
  /** What `parts` of a long body lie in. */
  #piece: Uint8Array | undefined;

  /** Bytes of memory that it holds. */
  get memory(): number {
    return this.#piece?.length ?? this.held;
  }

  /** Keeps a copy. What is held must not become more than a piece of `memory`. */
  keep(bytes: Uint8Array, memory: PartMemory): void {
    if (this.#piece === undefined && bytes.length >= longBytes) this.#begin(memory.take());
    const piece = this.#piece;
    if (piece === undefined) {
      const part = Buffer.allocUnsafe(bytes.length);
      part.set(bytes);
      this.parts.push(part);
    } else {
      piece.set(bytes, this.held);
      this.parts = [piece.subarray(0, this.held + bytes.length)];
    }
    this.held += bytes.length;
    this.captured += bytes.length;
  }

  /** Keeps a copy, however long what is held becomes. */
  keepWhole(bytes: Uint8Array): void {
    this.parts.push(Buffer.from(bytes));
    this.held += bytes.length;
    this.captured += bytes.length;
  }

  /** None of it is kept, nor will be. */
  drop(): void {
    this.isOpen = false;
    this.parts = [];
    this.held = 0;
    this.captured = 0;
  }

  /** What is held moves into the piece. */
  #begin(piece: Uint8Array): void {
    let at = 0;
    for (const part of this.parts) {
      piece.set(part, at);
      at += part.length;
    }
    this.#piece = piece;
  }

  /** Nobody needs what was held any more. */
  letGo(memory: PartMemory): void {
    if (this.#piece !== undefined) memory.giveBack(this.#piece);
    this.#piece = undefined;
  }

  /** What is held, as one piece, and no longer held here; good until `letGo`. Of several parts it is put together in `scratch`, which must be large enough. */
  drain(scratch: Uint8Array): Uint8Array {
    const parts = this.parts;
    this.parts = [];
    const length = this.held;
    this.held = 0;
    if (parts.length === 1) return parts[0]!;
    let at = 0;
    for (const part of parts) {
      scratch.set(part, at);
      at += part.length;
    }
    return scratch.subarray(0, length);
  }
}

/** What Content-Length says; NaN where nothing does. */
export function declaredLength(headers: Headers): number {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i]!;
    if (name.length === 14 && name.toLowerCase() === 'content-length') return Number(headers[i + 1]);
  }
  return NaN;
}

export function bodyRecord(body: BodyCapture | undefined): BodyRecord {
  if (body === undefined) return { size: 0, captured: 0, parts: [] };
  if (body.isHeld) return { size: body.size, captured: 0, parts: [] };
  return { size: body.size, captured: body.captured, parts: body.parts };
}
