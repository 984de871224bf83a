/** The bounds of capture. Bytes and milliseconds. */
export interface Caps {
  /** Kept of each body, and of the messages of each side; Infinity: all, 0: none. */
  readonly bodyBytes: number;
  /** A body of more than this goes out in chunks of at most this, while it passes. */
  readonly chunkBytes: number;
  /** A body or message that must be whole to be redacted is held up to here; a longer one is dropped. */
  readonly redactBytes: number;
  /** Kept of one message. */
  readonly messageBytes: number;
  /** All that capture holds: open flows, the batch that fills, batches that are not yet committed. */
  readonly memoryBytes: number;
  /** A batch is cut at whichever comes first. */
  readonly batchRecords: number;
  readonly batchBytes: number;
  readonly batchMs: number;
  /** A flow that is open for longer is published before its end. */
  readonly openMs: number;
  /** Between two looks for such flows. */
  readonly sweepMs: number;
}

export const defaultCaps: Caps = {
  bodyBytes: 1024 * 1024,
  chunkBytes: 64 * 1024,
  redactBytes: 1024 * 1024,
  messageBytes: 256 * 1024,
  memoryBytes: 64 * 1024 * 1024,
  batchRecords: 100,
  batchBytes: 256 * 1024,
  batchMs: 5,
  openMs: 1000,
  sweepMs: 250,
};
