export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Says where a trial stands: on one line that is written again where a person looks, a line each time where it is piped. */
export class Progress {
  readonly #output: Output;
  #isOpen = false;

  constructor(output: Output) {
    this.#output = output;
  }

  say(text: string): void {
    if (this.#output.isTTY !== true) {
      this.#output.write(`${text}\n`);
      return;
    }
    // Back to the line's beginning, and what is longer there goes.
    this.#output.write(`\r\x1b[K${text}`);
    this.#isOpen = true;
  }

  /** Before anything else is written. */
  clear(): void {
    if (this.#isOpen) this.#output.write('\r\x1b[K');
    this.#isOpen = false;
  }
}
