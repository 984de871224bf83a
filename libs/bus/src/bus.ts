/** One encoded FlowBatch on its way. The bus owns `payload` from `publish` on: the publisher never touches it again. */
export interface BatchMessage {
  /** `<epoch>:<firstSeq>`: the id by which a batch that is sent again is known. */
  readonly id: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly payload: Uint8Array;
}

/** Takes batches from capture. Never throws, never waits. */
export interface Publisher {
  /**
   * False: the bound of bytes in flight is reached and the batch was not taken; the publisher keeps or drops it and counts.
   * `settled` is called once the batch is committed (true) or will never be (false).
   */
  publish(batch: BatchMessage, settled: (committed: boolean) => void): boolean;
  /** Bytes taken and not yet committed. */
  readonly pendingBytes: number;
  /** Resolves when all that was taken is committed, or rejects when `signal` aborts. */
  flush(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** A batch at the collector's end. */
export interface Delivery {
  readonly payload: Uint8Array;
  /** After the batch is committed. */
  ack(): void;
  /** It could not be stored now: deliver it again, later. */
  nak(): void;
}

export interface Consumer {
  /** Calls `deliver` with one or more batches at a time; at most one call is under way. */
  start(deliver: (batches: readonly Delivery[]) => void | Promise<void>): void;
  stop(): Promise<void>;
}
