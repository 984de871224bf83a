import type { Headers, Limits } from '@weir/core';
import { ProxyError } from '@weir/core';
import { COLON, CR, FIELD_VALUE, HEX, LF, SEMICOLON, TOKEN } from './chars.ts';
import { Fields, Seen, parseFields, violation } from './fields.ts';

const State = {
  size: 0, moreSize: 1, extension: 2, sizeLf: 3, data: 4, dataCr: 5, dataLf: 6,
  line: 7, name: 8, value: 9, lineLf: 10, lastLf: 11,
} as const;
type State = (typeof State)[keyof typeof State];

/** 48 bits: far beyond any chunk, and exact in a number. */
const MAX_SIZE = 2 ** 48;
const MAX_SIZE_DIGITS = 16;

/**
 * Fields of framing and routing have no meaning behind the content (RFC 9110, 6.5.1), yet some parsers merge them into the head: to those it
 * would be another message.
 */
const FORBIDDEN = Seen.contentLength | Seen.transferEncoding | Seen.host;

/** What a chunked body is made of, as it is found. */
export interface ChunkedEvents {
  onBody(content: Uint8Array): void;
  onTrailers(headers: Headers): void;
}

/**
 * Chunked transfer coding (RFC 9112, 7.1), strictly: hexadecimal size at once, CRLF everywhere, bounded extensions and trailers.
 * What other parsers forgive here (a bare LF, `0x`, spaces) is how one message is made to look like two.
 */
export class ChunkedDecoder {
  readonly #limits: Limits;
  #state: State = State.size;
  #size = 0;
  /** Digits of a size, octets of an extension or of the trailer section. */
  #count = 0;
  #trailers = '';

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Reads from `at` on and answers where it stopped; `done` says whether the body's last octet was read. */
  feed(chunk: Buffer, at: number, events: ChunkedEvents): number {
    const length = chunk.length;
    while (at < length) {
      if (this.#state === State.data) {
        const end = Math.min(at + this.#size, length);
        events.onBody(chunk.subarray(at, end));
        this.#size -= end - at;
        if (this.#size === 0) this.#state = State.dataCr;
        at = end;
      } else if (this.#state >= State.line) {
        at = this.#readTrailers(chunk, at, events);
        if (this.done) return at;
      } else {
        this.#step(chunk[at++] as number);
      }
    }
    return at;
  }

  get done(): boolean {
    return this.#state === State.size && this.#count < 0;
  }

  /** Makes it ready for the next body. */
  reset(): void {
    this.#state = State.size;
    this.#size = 0;
    this.#count = 0;
    this.#trailers = '';
  }

  #step(octet: number): void {
    switch (this.#state) {
      case State.size:
      case State.moreSize:
        this.#readSize(octet);
        return;
      case State.extension:
        if (octet === CR) this.#state = State.sizeLf;
        else if (FIELD_VALUE[octet] !== 1) throw violation('malformed chunk extension');
        else if (++this.#count > this.#limits.trailerBytes) throw tooLong('chunk extension');
        return;
      case State.sizeLf:
        if (octet !== LF) throw violation('malformed chunk size');
        this.#count = 0;
        this.#state = this.#size === 0 ? State.line : State.data;
        return;
      case State.dataCr:
        if (octet !== CR) throw violation('chunk longer than its size');
        this.#state = State.dataLf;
        return;
      default:
        if (octet !== LF) throw violation('malformed end of chunk');
        this.#state = State.size;
        this.#size = 0;
    }
  }

  #readSize(octet: number): void {
    const digit = HEX[octet] as number;
    if (digit < 16) {
      this.#size = this.#size * 16 + digit;
      if (++this.#count > MAX_SIZE_DIGITS || this.#size > MAX_SIZE) throw violation('chunk size too large');
      this.#state = State.moreSize;
      return;
    }
    if (this.#state === State.size || (octet !== CR && octet !== SEMICOLON)) throw violation('malformed chunk size');
    this.#count = 0;
    this.#state = octet === CR ? State.sizeLf : State.extension;
  }

  /** Checks the trailer section octet by octet, since it is forwarded as it comes, and keeps its text. */
  #readTrailers(chunk: Buffer, from: number, events: ChunkedEvents): number {
    let at = from;
    while (at < chunk.length && !this.done) {
      this.#checkTrailer(chunk[at++] as number);
      if (++this.#count > this.#limits.trailerBytes) throw tooLong('trailer section');
      if (this.#state === State.size) this.#count = -1;
    }
    this.#trailers += chunk.toString('latin1', from, at);
    if (this.done && this.#trailers.length > 2) {
      const fields = new Fields();
      parseFields(this.#trailers, 0, fields);
      if ((fields.seen & FORBIDDEN) !== 0) throw violation('field of framing or routing in the trailer section');
      events.onTrailers(fields.headers);
    }
    return at;
  }

  #checkTrailer(octet: number): void {
    switch (this.#state) {
      case State.line:
        if (octet === CR) this.#state = State.lastLf;
        else if (TOKEN[octet] === 1) this.#state = State.name;
        else throw violation('malformed trailer');
        return;
      case State.name:
        if (octet === COLON) this.#state = State.value;
        else if (TOKEN[octet] !== 1) throw violation('malformed trailer');
        return;
      case State.value:
        if (octet === CR) this.#state = State.lineLf;
        else if (FIELD_VALUE[octet] !== 1) throw violation('malformed trailer');
        return;
      default:
        if (octet !== LF) throw violation('malformed trailer');
        this.#state = this.#state === State.lineLf ? State.line : State.size;
    }
  }
}

function tooLong(what: string): ProxyError {
  return new ProxyError('limit-exceeded', `${what} too long`, { status: 431 });
}
