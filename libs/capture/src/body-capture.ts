import type { BodyRecord } from '@weir/flow';

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
  /** More may be kept. */
  isOpen = true;
  /** Was cut short for want of memory. */
  isShed = false;

  /** Keeps a copy. */
  keep(bytes: Uint8Array): void {
    const part = Buffer.allocUnsafe(bytes.length);
    part.set(bytes);
    this.parts.push(part);
    this.held += bytes.length;
    this.captured += bytes.length;
  }

  /** What is held, as one piece, and no longer held here. Of several parts it is put together in `scratch`, which must be large enough. */
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

export function bodyRecord(body: BodyCapture | undefined): BodyRecord {
  return body === undefined ? { size: 0, captured: 0, parts: [] } : { size: body.size, captured: body.captured, parts: body.parts };
}
