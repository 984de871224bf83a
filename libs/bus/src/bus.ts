/** One encoded FlowBatch on its way. The bus owns `payload` from `publish` on: the publisher never touches it again. */
export interface BatchMessage {
  /** `<epoch>:<firstSeq>`: the id by which a batch that is sent again is known. */
  readonly id: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Alone in its memory, and at the beginning of it, where that is to be given back. */
  readonly payload: Uint8Array;
}

/**
 * How a batch ended: committed, or never to be. `reason` says why not, in the words of a LostRecord (`collector-crash`, `closed`,
 * `spool-full`, `spool-failed`, `too-large`).
 * `memory` is what its payload was in, where the bus still has that: the publisher's again. It must not throw.
 */
export type Settled = (committed: boolean, reason?: string, memory?: ArrayBufferLike) => void;

/** Takes batches from capture. Never throws, never waits. */
export interface Publisher {
  /**
   * False: the bound of bytes in flight is reached (or the publisher is closed) and the batch was not taken; the caller keeps or drops it
   * and counts. `settled` is called exactly once for a batch that was taken, never within the call.
   */
  publish(batch: BatchMessage, settled: Settled): boolean;
  /** Makes memory for batches that needs no copy on its way. Absent: any memory is as good. */
  allocate?(bytes: number): Uint8Array;
  /** Bytes of memory taken and not yet settled. */
  readonly pendingBytes: number;
  /** Bodies and messages should be left out now, so that flows have the room: what keeps batches until the collector has them is half full. */
  readonly isTight: boolean;
  /** Resolves when all that was taken is settled, or rejects with the signal's reason when `signal` aborts first. */
  flush(signal: AbortSignal): Promise<void>;
  /** Takes no more; what is still in flight is settled as not committed (reason `closed`). For an orderly end, flush first. */
  close(): Promise<void>;
}

/** A batch at the collector's end. The first of `ack` and `nak` counts. */
export interface Delivery {
  /** Not to be read after the turn in which it was acknowledged: its memory may be another batch's then. */
  readonly payload: Uint8Array;
  /** After the batch is committed. */
  ack(): void;
  /** It could not be stored now: deliver it again, later. */
  nak(): void;
}

/** Takes one or more batches. If it throws or rejects, those not yet acknowledged are delivered again. */
export type Deliver = (batches: readonly Delivery[]) => void | Promise<void>;

export interface Consumer {
  /** Calls `deliver` with one or more batches at a time, in their order but for those delivered again; at most one call is under way. */
  start(deliver: Deliver): void;
  /** No call begins after this one; resolves when the one under way has ended. */
  stop(): Promise<void>;
}
