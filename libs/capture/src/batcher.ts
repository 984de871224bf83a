import type { Publisher } from '@weir/bus';
import { BatchEncoder, ulidText, type ChunkRecord, type FlowRecord, type LostRecord } from '@weir/flow';
import type { Caps } from './caps.ts';
import type { Ledger } from './ledger.ts';
import type { Memory } from './memory.ts';
import { microseconds, type Clock, type Timers } from './time.ts';

export interface BatcherOptions {
  /** A ULID, 16 bytes. */
  readonly epoch: Uint8Array;
  readonly producer: string;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly caps: Caps;
  readonly memory: Memory;
  readonly ledger: Ledger;
  /** Called before a batch is cut by time: what is to go with it is added now. */
  readonly gather: () => void;
  /** Told of faults of the publisher. */
  readonly onFault: (error: unknown) => void;
}

/** What is known of a batch until its end is. */
interface Batch {
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Flows and chunks in it. */
  readonly count: number;
  readonly bytes: number;
  readonly fromUs: number;
  readonly untilUs: number;
  /** Losses that it reports. */
  readonly losses: readonly LostRecord[];
}

/**
 * Gives records their numbers, encodes them at once and hands batches to the bus. Every number ends in a batch that is committed or in the
 * ledger; losses are reported at the head of the next batch, and again if that batch is lost too.
 */
export class Batcher {
  readonly #publisher: Publisher;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #caps: Caps;
  readonly #memory: Memory;
  readonly #ledger: Ledger;
  readonly #gather: () => void;
  readonly #onFault: (error: unknown) => void;
  readonly #encoder: BatchEncoder;
  readonly #epoch: string;
  readonly #onTimer = (): void => {
    this.#armed = false;
    this.#gather();
    this.cut();
  };
  #next = 1;
  #captured = 0;
  #published = 0;
  #begun = false;
  #armed = false;
  #firstSeq = 0;
  #fromUs = 0;
  #count = 0;
  #losses: readonly LostRecord[] = [];

  constructor(options: BatcherOptions) {
    this.#publisher = options.publisher;
    this.#clock = options.clock;
    this.#timers = options.timers;
    this.#caps = options.caps;
    this.#memory = options.memory;
    this.#ledger = options.ledger;
    this.#gather = options.gather;
    this.#onFault = options.onFault;
    this.#encoder = new BatchEncoder({
      epoch: options.epoch,
      producer: options.producer,
      allocate: options.publisher.allocate?.bind(options.publisher),
    });
    this.#epoch = ulidText(options.epoch);
  }

  /** Flows and chunks that were given a number. */
  get captured(): number {
    return this.#captured;
  }

  /** Of these, how many are committed. */
  get published(): number {
    return this.#published;
  }

  /** Encodes the record before it returns. A record that cannot be encoded throws and has no number. */
  flow(record: FlowRecord): void {
    this.#begin();
    let fits = this.#encoder.flow(record);
    if (!fits) {
      this.cut();
      this.#begin();
      fits = this.#encoder.flow(record);
    }
    this.#added(fits);
  }

  chunk(record: ChunkRecord): void {
    this.#begin();
    let fits = this.#encoder.chunk(record);
    if (!fits) {
      this.cut();
      this.#begin();
      fits = this.#encoder.chunk(record);
    }
    this.#added(fits);
  }

  /** A flow or chunk that will not be encoded gets a number and is lost with it. */
  drop(reason: string, bytes: number): void {
    // Numbers in a batch follow each other.
    this.cut();
    const now = microseconds(this.#clock);
    this.#captured++;
    const number = this.#next++;
    this.#ledger.lose({ reason, count: 1, fromUs: now, untilUs: now, bytes, firstSeq: number, lastSeq: number });
  }

  /** Bytes that are missing in records which are themselves published. */
  dropBytes(reason: string, bytes: number): void {
    const now = microseconds(this.#clock);
    this.#ledger.lose({ reason, count: 0, fromUs: now, untilUs: now, bytes, firstSeq: 0, lastSeq: 0 });
  }

  /** Something will be gathered: by time at the latest. A timer that was armed for a batch which was cut by its size serves the next one, a little early. */
  expect(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timers.after(this.#caps.batchMs, this.#onTimer);
  }

  /** Reports losses now, if there are any and no batch is about to do it. */
  report(): void {
    if (this.#begun || this.#ledger.isEmpty) return;
    this.#begin();
    this.cut();
  }

  /** Publishes what has been added so far. */
  cut(): void {
    if (!this.#begun) return;
    const untilUs = microseconds(this.#clock);
    const payload = this.#encoder.take();
    const batch: Batch = {
      firstSeq: this.#firstSeq,
      lastSeq: this.#next - 1,
      count: this.#count,
      bytes: payload.length,
      fromUs: this.#fromUs,
      untilUs,
      losses: this.#losses,
    };
    this.#begun = false;
    this.#count = 0;
    this.#losses = [];
    this.#memory.filling = 0;
    if (batch.lastSeq >= batch.firstSeq) this.#publish(batch, payload);
  }

  /** The last record of the epoch, with the losses still to be reported. */
  goodbye(): void {
    this.cut();
    this.#begin();
    this.#encoder.goodbye({ lastSeq: this.#next });
    this.#next++;
    this.cut();
  }

  #begin(): void {
    if (this.#begun) return;
    this.#fromUs = microseconds(this.#clock);
    this.#firstSeq = this.#next;
    this.#begun = true;
    this.#encoder.begin(this.#next);
    if (!this.#ledger.isEmpty) {
      this.#losses = this.#ledger.take();
      for (const loss of this.#losses) this.#encoder.lost(loss);
      this.#next += this.#losses.length;
    }
    this.expect();
  }

  #added(fits: boolean): void {
    if (!fits) {
      this.drop('too-large', 0);
      return;
    }
    this.#next++;
    this.#captured++;
    this.#count++;
    const bytes = this.#encoder.bytes;
    this.#memory.filling = bytes;
    if (bytes >= this.#caps.batchBytes || this.#encoder.count >= this.#caps.batchRecords) this.cut();
  }

  #publish(batch: Batch, payload: Uint8Array): void {
    const { firstSeq, lastSeq } = batch;
    let settled = false;
    const settle = (committed: boolean, reason?: string, memory?: ArrayBufferLike): void => {
      if (settled) return;
      settled = true;
      if (memory !== undefined) this.#encoder.giveBack(memory);
      if (committed) this.#published += batch.count;
      else this.#lose(batch, reason ?? 'bus-failed');
    };
    try {
      if (!this.#publisher.publish({ id: `${this.#epoch}:${firstSeq}`, firstSeq, lastSeq, payload }, settle)) settle(false, 'bus-full', payload.buffer);
    } catch (error) {
      this.#onFault(error);
      settle(false, 'bus-failed');
    }
  }

  #lose(batch: Batch, reason: string): void {
    const { count, bytes, fromUs, untilUs, firstSeq, lastSeq } = batch;
    this.#ledger.restore(batch.losses);
    this.#ledger.lose({ reason, count, bytes, fromUs, untilUs, firstSeq, lastSeq });
  }
}
