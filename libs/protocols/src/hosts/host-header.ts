import { looksLikeHttp } from '../sniff/first-bytes.ts';

const LF = 0x0a;
const CR = 0x0d;
const requestLine = /^[A-Za-z]{3,32} \S+ HTTP\/\d/;
const hostField = /^host:[ \t]*(\S.*)$/i;

/**
 * Looks for the Host of a request whose beginning grows: only to know what a connection is about, so nothing is refused here. What is no request, or
 * names no host within `maxBytes`, has none.
 */
export class HostHeader {
  readonly #maxBytes: number;
  #at = 0;
  #isFirst = true;
  #over = false;
  #host: string | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** A request line was read: the fields after it will follow. */
  get inHead(): boolean {
    return !this.#isFirst;
  }

  get host(): string | undefined {
    return this.#host;
  }

  /** `bytes`: all that the client has said so far; each byte is looked at once. True when the host is known, or will never be. */
  read(bytes: Uint8Array): boolean {
    if (this.#isFirst && looksLikeHttp(bytes) === 'no') this.#over = true;
    while (!this.#over) {
      const lf = bytes.indexOf(LF, this.#at);
      if (lf < 0 || lf > this.#maxBytes) {
        this.#over = bytes.length > this.#maxBytes;
        return this.#over;
      }
      this.#line(text(bytes, this.#at, lf > 0 && bytes[lf - 1] === CR ? lf - 1 : lf));
      this.#at = lf + 1;
    }
    return true;
  }

  #line(line: string): void {
    if (this.#isFirst) this.#over = !requestLine.test(line);
    else if (line === '') this.#over = true;
    else {
      this.#host = hostField.exec(line)?.[1]?.trimEnd();
      this.#over = this.#host !== undefined;
    }
    this.#isFirst = false;
  }
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.max(0, to - from)).toString('latin1');
}
