/** Those who wait for something to be so. */
export class Waiters {
  #waiting: (() => void)[] = [];

  /** Resolves at the next `wake`; rejects with the signal's reason when it aborts first, or has. */
  async wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        this.#waiting = this.#waiting.filter((waiter) => waiter !== done);
        reject(signal.reason as Error);
      };
      const done = (): void => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(done);
    });
  }

  /** It is so. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const waiter of waiting) waiter();
  }
}
