import type { Exchange } from './exchange.ts';

/**
 * Counts what one connection is answered in its servers' place. No server's pace holds such answers back, and short requests have long ones: there are
 * only as many as may be sent ahead.
 */
export class OwnAnswers {
  readonly #most: number;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Counts one more. Whether the connection ends with it. */
  isLast(exchange: Exchange): boolean {
    return ++this.#count >= this.#most || exchange.endsIfWeAnswer;
  }
}
