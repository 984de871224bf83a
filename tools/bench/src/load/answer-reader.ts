import { ChunkedContent } from './chunked-content.ts';
import { WrongAnswer } from './wrong-answer.ts';

/** A head beyond this is no answer to anything that is asked here. */
const maxHead = 64 * 1024;
const blankLine = Buffer.from('\r\n\r\n');

/** Reads answers to one fixed request: status and length are checked, content is counted and not looked at. */
export class AnswerReader {
  readonly #status: number;
  readonly #bytes: number;
  /** The head so far, where it came in pieces. */
  #head = '';
  /** Bytes of content still to come; -1 before the end of the head. */
  #left = -1;
  #chunked: ChunkedContent | undefined;
  #closes = false;

  constructor(expects: { readonly status: number; readonly bytes: number }) {
    this.#status = expects.status;
    this.#bytes = expects.bytes;
  }

  /** Whether the last answer said that the server closes the connection. */
  get closes(): boolean {
    return this.#closes;
  }

  /** Before the first answer on a connection. */
  reset(): void {
    this.#head = '';
    this.#left = -1;
    this.#chunked = undefined;
  }

  /** True: the answer is whole. Throws WrongAnswer. */
  feed(chunk: Buffer): boolean {
    let content = chunk;
    if (this.#left < 0) {
      const rest = this.#readHead(chunk);
      if (rest === undefined) return false;
      content = rest;
    }
    if (this.#chunked !== undefined) return this.#feedChunked(this.#chunked, content);
    this.#left -= content.length;
    if (this.#left < 0) throw new WrongAnswer('length', `${-this.#left} bytes more than the answer has`);
    if (this.#left > 0) return false;
    this.#left = -1;
    return true;
  }

  #feedChunked(chunked: ChunkedContent, content: Buffer): boolean {
    if (!chunked.feed(content)) return false;
    this.reset();
    if (chunked.bytes !== this.#bytes) throw new WrongAnswer('length', `content of ${chunked.bytes} bytes, not ${this.#bytes}`);
    return true;
  }

  /** What follows the head in this chunk; undefined: the head is not whole yet. */
  #readHead(chunk: Buffer): Buffer | undefined {
    const whole = this.#head === '' ? chunk : Buffer.from(this.#head + chunk.toString('latin1'), 'latin1');
    const end = whole.indexOf(blankLine);
    if (end < 0) {
      if (whole.length > maxHead) throw new WrongAnswer('head', 'the head of the answer does not end');
      this.#head = whole.toString('latin1');
      return undefined;
    }
    this.#head = '';
    const head = whole.toString('latin1', 0, end);
    const status = /^HTTP\/1\.[01] (\d{3})(?: |\r|$)/.exec(head)?.[1];
    if (status === undefined) throw new WrongAnswer('head', `no status line: ${JSON.stringify(head.slice(0, 80))}`);
    if (Number(status) !== this.#status) throw new WrongAnswer(`status ${status}`, head);
    this.#closes = /\r\nconnection: *close *(?:\r|$)/i.test(head);
    this.#left = this.#bytes;
    const content = whole.subarray(end + blankLine.length);
    if (/\r\ntransfer-encoding: *chunked *(?:\r|$)/i.test(head)) {
      this.#chunked = new ChunkedContent();
      return content;
    }
    const length = /\r\ncontent-length: *(\d+) *(?:\r|$)/i.exec(head)?.[1];
    if (Number(length ?? NaN) !== this.#bytes) throw new WrongAnswer('length', `content of ${length ?? 'unknown'} bytes, not ${this.#bytes}`);
    return content;
  }
}
