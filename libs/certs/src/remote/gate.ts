/** Lets so many in at once; others wait for their turn, in order, as far as there is room. */
export class Gate {
  readonly #atOnce: number;
  readonly #room: number;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(atOnce: number, room: number) {
    this.#atOnce = atOnce;
    this.#room = room;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Undefined: in, at once. A promise: in when it resolves; it rejects with the signal's reason. False: there is no room. Who is in must leave. */
  enter(signal: AbortSignal): Promise<void> | undefined | false {
    if (this.#inside < this.#atOnce) {
      this.#inside++;
      return undefined;
    }
    if (this.#waiting.size >= this.#room) return false;
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', give);
        resolve();
      };
      const give = (): void => {
        this.#waiting.delete(enter);
        reject(signal.reason as Error);
      };
      this.#waiting.add(enter);
      signal.addEventListener('abort', give, { once: true });
    });
  }

  /** The next one takes the place. */
  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#inside--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
