import { ProxyError } from '@weir/core';

/** Reads big-endian integers and length-prefixed vectors (RFC 8446, 3.4) from bytes that may lie; throws a ProxyError beyond their end. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  uint8(): number {
    return this.take(1)[0] ?? 0;
  }

  uint16(): number {
    return (this.uint8() << 8) | this.uint8();
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw invalidHello('a field is longer than what holds it');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** A vector with a length of one byte before it, of at least `min` bytes. */
  vector8(min: number): Uint8Array {
    return this.#vector(this.uint8(), min);
  }

  /** A vector with a length of two bytes before it, of at least `min` bytes. */
  vector16(min: number): Uint8Array {
    return this.#vector(this.uint16(), min);
  }

  /** Nothing may follow. */
  end(what: string): void {
    if (this.left > 0) throw invalidHello(`${what} has trailing bytes`);
  }

  #vector(length: number, min: number): Uint8Array {
    if (length < min) throw invalidHello('a vector is shorter than its minimum');
    return this.take(length);
  }
}

export function invalidHello(why: string): ProxyError {
  return new ProxyError('tls-client-invalid', `cannot parse ClientHello: ${why}`);
}
