import type { BatchMessage } from '../bus.ts';

/** Publisher to relay: one batch, copied. */
export interface BatchMail {
  readonly type: 'batch';
  /** Unique for the publisher's life; grows. */
  readonly number: number;
  readonly batch: BatchMessage;
}

/** Relay to publisher: how batches ended. */
export interface SettledMail {
  readonly type: 'settled';
  readonly numbers: readonly number[];
  /** Absent: committed. Else why not. */
  readonly reason?: string;
  /** The relay's publisher said so (`Publisher.isTight`) when these batches had ended. */
  readonly isTight?: true;
}
