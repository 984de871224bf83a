import type { Limits } from '@weir/core';
import { ProxyError } from '@weir/core';
import { CR, LF } from './chars.ts';
import { violation } from './fields.ts';

export const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');

const SMALLEST = 1024;
const NOTHING = Buffer.alloc(0);

/** The beginning of a head whose end has not come: a bounded copy that grows in doubles and is searched only where it is new. */
export class HeldHead {
  readonly #limits: Limits;
  #bytes = NOTHING;
  length = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Adds bytes of `chunk` from `at` on. Answers the length of the head where its end is among them, else -1.
   * Throws a ProxyError when the head is too long, or holds a bare LF and so would never end.
   */
  add(chunk: Buffer, at: number): number {
    const before = this.length;
    const total = Math.min(before + chunk.length - at, this.#limits.headBytes);
    this.#reserve(total);
    chunk.copy(this.#bytes, before, at, at + total - before);
    this.length = total;
    const seen = this.#bytes.subarray(0, total);
    const end = seen.indexOf(HEAD_END, Math.max(0, before - HEAD_END.length + 1));
    refuseBareLf(seen, before, end < 0 ? total : end);
    if (end >= 0) return end + HEAD_END.length;
    if (total === this.#limits.headBytes) throw headTooLong();
    return -1;
  }

  /** The text of the first `length` octets; holds nothing afterwards. */
  take(length: number): string {
    const text = this.#bytes.toString('latin1', 0, length);
    this.clear();
    return text;
  }

  clear(): void {
    this.length = 0;
    this.#bytes = NOTHING;
  }

  /** Whether all that is held is a CR: perhaps the first half of an empty line. */
  get isCr(): boolean {
    return this.length === 1 && this.#bytes[0] === CR;
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(SMALLEST, size, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.length);
    this.#bytes = larger;
  }
}

/** Checks a head that came in one piece but is longer than it may be: the answer must not depend on the pieces. */
export function refuseLongHead(chunk: Buffer, from: number, limits: Limits): never {
  refuseBareLf(chunk.subarray(from, from + limits.headBytes), 0, limits.headBytes);
  throw headTooLong();
}

/** Byte by byte: a call of `indexOf` for each of thousands of short lines costs some four times as much. */
function refuseBareLf(bytes: Buffer, from: number, to: number): void {
  const end = Math.min(to, bytes.length);
  for (let i = from; i < end; i++) {
    if (bytes[i] === LF && bytes[i - 1] !== CR) throw violation('bare LF in head');
  }
}

function headTooLong(): ProxyError {
  return new ProxyError('limit-exceeded', 'message head too long', { status: 431 });
}
