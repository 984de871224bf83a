/** Publisher to consumer: one batch. Its buffer is transferred. */
export interface BatchMail {
  /** Unique for the publisher's life; grows. */
  readonly number: number;
  readonly payload: Uint8Array;
}

/** Consumer to publisher: batches that are committed, a group at a time, and their buffers, transferred back. */
export interface AckMail {
  readonly numbers: readonly number[];
  readonly memories: readonly ArrayBufferLike[];
}
