import { WrongAnswer } from './wrong-answer.ts';

/** A line of chunked coding beyond this comes from nothing that is measured here. */
const maxLine = 1024;

/** Counts the content of one answer in chunked coding (RFC 9112, 7.1). */
export class ChunkedContent {
  bytes = 0;
  /** Bytes of the present chunk still to come, its CRLF included; 0: a line is being read. */
  #left = 0;
  #line = '';
  #inTrailers = false;

  /** True: that was the last of it. Throws WrongAnswer, also where something follows. */
  feed(input: Buffer): boolean {
    for (let at = 0; at < input.length;) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, input.length - at);
        this.#left -= taken;
        at += taken;
        continue;
      }
      const end = input.indexOf(10, at);
      this.#line += input.toString('latin1', at, end < 0 ? input.length : end);
      if (this.#line.length > maxLine) throw new WrongAnswer('chunked', 'a line that does not end');
      if (end < 0) return false;
      at = end + 1;
      const line = this.#line.replace(/\r$/, '');
      this.#line = '';
      if (!this.#inTrailers) {
        this.#begin(line);
      } else if (line === '') {
        if (at < input.length) throw new WrongAnswer('length', `${input.length - at} bytes more than the answer has`);
        return true;
      }
    }
    return false;
  }

  #begin(line: string): void {
    const size = /^([0-9a-f]{1,8})\s*(?:;|$)/i.exec(line)?.[1];
    if (size === undefined) throw new WrongAnswer('chunked', `not the size of a chunk: ${JSON.stringify(line.slice(0, 80))}`);
    const bytes = Number.parseInt(size, 16);
    this.bytes += bytes;
    if (bytes === 0) this.#inTrailers = true;
    else this.#left = bytes + 2;
  }
}
