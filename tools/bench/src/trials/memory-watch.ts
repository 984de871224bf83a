const everyMs = 100;

/** Looks at a resident memory again and again, until it is told to stop. */
export class MemoryWatch {
  readonly #read: () => number;
  readonly #timer: NodeJS.Timeout;
  /** The figure when it began, and the largest since. */
  readonly first: number;
  most: number;

  constructor(read: () => number, ms = everyMs) {
    this.#read = read;
    this.first = read();
    this.most = this.first;
    this.#timer = setInterval(() => this.#look(), ms);
  }

  /** Above the first figure, at most so far. */
  get growth(): number {
    return this.most - this.first;
  }

  stop(): void {
    this.#look();
    clearInterval(this.#timer);
  }

  #look(): void {
    this.most = Math.max(this.most, this.#read());
  }
}
