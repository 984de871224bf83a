import type { Limits } from '@weir/core';
import { CR, LF } from './chars.ts';
import { ChunkedDecoder, type ChunkedEvents } from './chunked.ts';
import { violation } from './fields.ts';
import { Body } from './head.ts';
import { HEAD_END, HeldHead, refuseLongHead } from './held-head.ts';

/** RFC 9112, 2.2: empty lines before a request line are ignored; some user agents send one after a body. */
const MAX_BLANK_LINES = 4;

/** A head, as far as the parser needs to know it. */
export interface Framed {
  readonly contentLength: number;
}

/** What a parser finds. Positions are in the chunk that is being read. */
export interface MessageEvents<H extends Framed> extends ChunkedEvents {
  /**
   * A whole head lies at [`from`, `to`); `from` is negative when it began in an earlier chunk. Its bytes there were held back.
   * Answers how the content is delimited. May set `paused`: then the parser stops before the content.
   */
  onHead(head: H, from: number, to: number): Body;
  /** Content without transfer coding, borrowed. */
  onBody(content: Uint8Array): void;
  /** The message ended before `at`. May set `paused`. */
  onMessageEnd(at: number): void;
}

export interface ParserOptions<H extends Framed> {
  readonly parse: (text: string) => H;
  readonly events: MessageEvents<H>;
  readonly limits: Limits;
  /** Ignore empty lines before a head: requests only. */
  readonly blankLines: boolean;
}

/**
 * Follows one direction of an HTTP/1 connection. It never owns the bytes: it says where heads, content and ends lie, and its owner forwards
 * what it has accepted. Throws a ProxyError on anything that is not strictly well-formed, and must not be fed after that.
 */
export class Http1Parser<H extends Framed> {
  /** Set by an event: `feed` stops there, and goes on when it is called again. */
  paused = false;
  readonly #parse: (text: string) => H;
  readonly #events: MessageEvents<H>;
  readonly #limits: Limits;
  readonly #blankLines: boolean;
  readonly #held: HeldHead;
  readonly #chunked: ChunkedDecoder;
  #body: Body = Body.none;
  #left = 0;
  #blanks = 0;

  constructor(options: ParserOptions<H>) {
    this.#parse = options.parse;
    this.#events = options.events;
    this.#limits = options.limits;
    this.#blankLines = options.blankLines;
    this.#held = new HeldHead(options.limits);
    this.#chunked = new ChunkedDecoder(options.limits);
  }

  /** Inside a message's content. */
  get inBody(): boolean {
    return this.#body !== Body.none;
  }

  /** A head has begun and is not whole. */
  get inHead(): boolean {
    return this.#held.length > 0;
  }

  /** Reads from `from` on; answers where it stopped, which is the chunk's end unless it was paused. */
  feed(chunk: Buffer, from: number): number {
    let at = from;
    this.paused = false;
    while (at < chunk.length && !this.paused) {
      switch (this.#body) {
        case Body.none:
          at = this.#held.length === 0 ? this.#readHead(chunk, at) : this.#continueHead(chunk, at);
          break;
        case Body.length: {
          const end = Math.min(at + this.#left, chunk.length);
          this.#left -= end - at;
          this.#events.onBody(at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end));
          at = end;
          if (this.#left === 0) this.#end(at);
          break;
        }
        case Body.chunked:
          at = this.#chunked.feed(chunk, at, this.#events);
          if (this.#chunked.done) {
            this.#chunked.reset();
            this.#end(at);
          }
          break;
        case Body.untilEnd:
          this.#events.onBody(at === 0 ? chunk : chunk.subarray(at));
          at = chunk.length;
          break;
      }
    }
    return at;
  }

  /** The sender has ended. False: in the middle of a message. */
  finish(): boolean {
    if (this.#body === Body.untilEnd) {
      this.#end(0);
      return true;
    }
    return this.#body === Body.none && this.#held.length === 0;
  }

  /** Forgets what it was in, for another peer. */
  reset(): void {
    this.#held.clear();
    this.#chunked.reset();
    this.#body = Body.none;
    this.#blanks = 0;
  }

  #readHead(chunk: Buffer, at: number): number {
    if (this.#blankLines) {
      while (chunk[at] === CR && chunk[at + 1] === LF) {
        this.#countBlank();
        at += 2;
      }
      if (at === chunk.length) return at;
    }
    const end = chunk.indexOf(HEAD_END, at);
    if (end < 0) {
      this.#held.add(chunk, at);
      return chunk.length;
    }
    const to = end + HEAD_END.length;
    if (to - at > this.#limits.headBytes) refuseLongHead(chunk, at, this.#limits);
    this.#accept(chunk.toString('latin1', at, to), at, to);
    return to;
  }

  #continueHead(chunk: Buffer, at: number): number {
    const before = this.#held.length;
    if (this.#blankLines && this.#held.isCr && chunk[at] === LF) {
      this.#countBlank();
      this.#held.clear();
      return at + 1;
    }
    const length = this.#held.add(chunk, at);
    if (length < 0) return chunk.length;
    const to = at + length - before;
    this.#accept(this.#held.take(length), at - before, to);
    return to;
  }

  #accept(text: string, from: number, to: number): void {
    const head = this.#parse(text);
    this.#blanks = 0;
    const body = this.#events.onHead(head, from, to);
    if (body === Body.none) {
      this.#events.onMessageEnd(to);
      return;
    }
    this.#body = body;
    this.#left = head.contentLength;
  }

  #end(at: number): void {
    this.#body = Body.none;
    this.#events.onMessageEnd(at);
  }

  #countBlank(): void {
    if (++this.#blanks > MAX_BLANK_LINES) throw violation('too many empty lines before a request');
  }
}
