/** What an answer had that is not right; `kind` is what errors are counted by. */
export class WrongAnswer extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

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
  }

  /** True: the answer is whole. Throws WrongAnswer. */
  feed(chunk: Buffer): boolean {
    let content = chunk.length;
    if (this.#left < 0) {
      content = this.#readHead(chunk);
      if (content < 0) return false;
    }
    this.#left -= content;
    if (this.#left < 0) throw new WrongAnswer('length', `${-this.#left} bytes more than the answer has`);
    if (this.#left > 0) return false;
    this.#left = -1;
    return true;
  }

  /** The bytes of content that follow the head in this chunk; -1: the head is not whole yet. */
  #readHead(chunk: Buffer): number {
    const whole = this.#head === '' ? chunk : Buffer.from(this.#head + chunk.toString('latin1'), 'latin1');
    const end = whole.indexOf(blankLine);
    if (end < 0) {
      if (whole.length > maxHead) throw new WrongAnswer('head', 'the head of the answer does not end');
      this.#head = whole.toString('latin1');
      return -1;
    }
    this.#head = '';
    const head = whole.toString('latin1', 0, end);
    const status = /^HTTP\/1\.[01] (\d{3})(?: |\r|$)/.exec(head)?.[1];
    if (status === undefined) throw new WrongAnswer('head', `no status line: ${JSON.stringify(head.slice(0, 80))}`);
    if (Number(status) !== this.#status) throw new WrongAnswer(`status ${status}`, head);
    const length = /\r\ncontent-length: *(\d+) *(?:\r|$)/i.exec(head)?.[1];
    if (Number(length ?? NaN) !== this.#bytes) throw new WrongAnswer('length', `content of ${length ?? 'unknown'} bytes, not ${this.#bytes}`);
    this.#closes = /\r\nconnection: *close *(?:\r|$)/i.test(head);
    this.#left = this.#bytes;
    return whole.length - end - blankLine.length;
  }
}
