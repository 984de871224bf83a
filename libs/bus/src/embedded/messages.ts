/** Publisher to consumer: one batch. Its memory is shared, and the consumer's to read until it has acknowledged it. */
export interface BatchMail {
  /** Unique for the publisher's life; grows. */
  readonly number: number;
  readonly payload: Uint8Array;
}

/** Consumer to publisher: batches that are committed, a group at a time. */
export interface AckMail {
  readonly numbers: readonly number[];
}
