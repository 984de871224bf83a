/** Figures that another thread or process has: one question is under way at a time, and who asks meanwhile gets the same answer. */
export class Inquiry<T> {
  readonly #send: () => void;
  readonly #waitMs: number;
  #asked: Promise<T | undefined> | undefined;
  #settle: ((answer: T | undefined) => void) | undefined;

  /** `send` asks; `answer` is then to be called with what comes back. */
  constructor(send: () => void, waitMs: number) {
    this.#send = send;
    this.#waitMs = waitMs;
  }

  /** Undefined where no answer comes in time. Never rejects. */
  ask(): Promise<T | undefined> {
    if (this.#asked !== undefined) return this.#asked;
    const { promise, resolve } = Promise.withResolvers<T | undefined>();
    const timer = setTimeout(() => this.answer(undefined), this.#waitMs);
    timer.unref();
    this.#asked = promise;
    this.#settle = (answer) => {
      clearTimeout(timer);
      this.#asked = undefined;
      this.#settle = undefined;
      resolve(answer);
    };
    this.#send();
    return promise;
  }

  /** Undefined: there will be none. What comes too late, or unasked, is of no interest. */
  answer(answer: T | undefined): void {
    this.#settle?.(answer);
  }
}
