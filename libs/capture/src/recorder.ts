import type { Publisher } from '@weir/bus';
import { ProxyError, type Connection, type Recorder, type Tap } from '@weir/core';
import { UlidSource, type FlowType } from '@weir/flow';
import { Batcher } from './batcher.ts';
import { defaultCaps, type Caps } from './caps.ts';
import { FlowTap, type TapHost } from './flow-tap.ts';
import { Ledger } from './ledger.ts';
import { Memory } from './memory.ts';
import { PartMemory } from './part-memory.ts';
import { pooledRandom } from './random.ts';
import type { Redactor } from './redactor.ts';
import { TapList } from './tap-list.ts';
import { microseconds, systemTimers, type Clock, type Timers } from './time.ts';

export interface RecorderOptions {
  /** Who records: a host or a pod. */
  readonly producer: string;
  /** Belongs to the caller, who closes it after `close`. */
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly timers?: Timers;
  readonly caps?: Partial<Caps>;
  /** Fills its argument with random octets. */
  readonly random?: (into: Uint8Array) => void;
  /** Asked before anything is encoded. What it throws for is dropped and counted. */
  readonly redact?: Redactor | undefined;
  /** Told once, of the first fault: a bug of capture or of what it was given. Later ones are only counted. */
  readonly onFault?: (error: unknown) => void;
}

export interface CaptureStats {
  /** Records (flow revisions and chunks) that were given a number. Once nothing is in flight: `published` + `lost`. */
  readonly captured: number;
  /** Records that the bus has committed. */
  readonly published: number;
  readonly lost: number;
  readonly openFlows: number;
  /** Bytes of open flows, of the batch that fills and of batches that are not yet committed. */
  readonly heldBytes: number;
  readonly faults: number;
}

export interface CaptureRecorder extends Recorder {
  stats(): CaptureStats;
  /**
   * Ends what is open (`shutdown`), publishes everything and says goodbye. Rejects with the signal's reason if that takes longer than
   * `signal` allows.
   */
  close(signal: AbortSignal): Promise<void>;
}

/** The tap of a flow that is not recorded. */
export const noTap: Tap = {
  request: () => undefined,
  response: () => undefined,
  body: () => undefined,
  message: () => undefined,
  trailers: () => undefined,
  end: () => undefined,
  fail: () => undefined,
};

/** The Recorder of a proxy. Each one is an epoch of its own: numbers begin at 1. */
export function createRecorder(options: RecorderOptions): CaptureRecorder {
  return new BusRecorder(options);
}

class BusRecorder implements CaptureRecorder, TapHost {
  readonly clock: Clock;
  readonly caps: Caps;
  readonly memory: Memory;
  readonly batcher: Batcher;
  readonly scratch: Uint8Array;
  readonly parts: PartMemory;
  readonly redact: Redactor | undefined;
  readonly #publisher: Publisher;
  readonly #ids: UlidSource;
  readonly #ledger = new Ledger();
  readonly #onFault: ((error: unknown) => void) | undefined;
  readonly #stopSweep: () => void;
  /** Open and not yet published, the oldest first. */
  readonly #fresh = new TapList<FlowTap>();
  /** Open and published. */
  readonly #lasting = new TapList<FlowTap>();
  /**
   * Ended and not yet encoded. Encoded in a row they share what the processor's caches hold; one by one, each between two system calls, a
   * flow costs 30 us of CPU instead of 12.
   */
  #ended: FlowTap[] = [];
  /** Bytes that they hold. */
  #endedBytes = 0;
  #openFlows = 0;
  #faults = 0;
  #isClosed = false;

  constructor(options: RecorderOptions) {
    const timers = options.timers ?? systemTimers;
    this.clock = options.clock;
    this.caps = { ...defaultCaps, ...options.caps };
    this.memory = new Memory(this.caps.memoryBytes, options.publisher);
    this.scratch = Buffer.allocUnsafeSlow(this.caps.chunkBytes);
    this.parts = new PartMemory(this.caps.chunkBytes);
    this.redact = options.redact;
    this.#publisher = options.publisher;
    this.#onFault = options.onFault;
    this.#ids = new UlidSource(options.random ?? pooledRandom());
    const { clock, caps, memory } = this;
    const epoch = this.#ids.next(clock.nowMs());
    this.batcher = new Batcher({
      epoch, producer: options.producer, publisher: options.publisher, clock, timers, caps, memory, ledger: this.#ledger,
      gather: () => this.#writeEnded(),
      onFault: (error) => this.fault(error),
    });
    this.#stopSweep = timers.every(caps.sweepMs, () => this.#sweep());
  }

  flow(conn: Connection, type: FlowType): Tap {
    if (this.#isClosed) return noTap;
    try {
      if (this.memory.isFull(0)) {
        this.batcher.drop('memory-limit', 0);
        return noTap;
      }
      const nowMs = this.clock.nowMs();
      const tap = new FlowTap(this, conn, type, this.#ids.next(nowMs), Math.round(nowMs * 1000));
      this.#fresh.add(tap);
      this.#openFlows++;
      return tap;
    } catch (error) {
      this.fault(error);
      return noTap;
    }
  }

  ended(tap: FlowTap): void {
    tap.list?.remove(tap);
    this.#openFlows--;
    this.#endedBytes += tap.held;
    if (this.#ended.push(tap) >= this.caps.batchRecords || this.#endedBytes >= this.caps.batchBytes) this.#writeEnded();
    else this.batcher.expect();
  }

  #writeEnded(): void {
    const ended = this.#ended;
    this.#ended = [];
    this.#endedBytes = 0;
    for (const tap of ended) tap.write();
  }

  fault(error: unknown): void {
    this.#faults++;
    if (this.#faults > 1) return;
    try {
      this.#onFault?.(error);
    } catch {
      // Whoever logs it must not harm the traffic either.
    }
  }

  lostToFault(error: unknown): void {
    this.fault(error);
    try {
      this.batcher.drop('capture-fault', 0);
    } catch {
      // The fault is that of the clock; it is counted.
    }
  }

  stats(): CaptureStats {
    return {
      captured: this.batcher.captured,
      published: this.batcher.published,
      lost: this.#ledger.records,
      openFlows: this.#openFlows,
      heldBytes: this.memory.held,
      faults: this.#faults,
    };
  }

  async close(signal: AbortSignal): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopSweep();
    const shutdown = new ProxyError('shutdown', 'The proxy stopped before the flow had ended.');
    for (const taps of [this.#fresh, this.#lasting]) {
      while (taps.first !== undefined) taps.first.fail(shutdown);
    }
    this.#writeEnded();
    this.batcher.cut();
    try {
      // What is lost on the way is then reported before the goodbye, which has room on the bus.
      await this.#publisher.flush(signal);
    } finally {
      this.batcher.goodbye();
    }
    await this.#publisher.flush(signal);
  }

  /** Publishes flows that have been open for long, and losses that no batch has reported yet. */
  #sweep(): void {
    try {
      const before = microseconds(this.clock) - this.caps.openMs * 1000;
      for (let tap = this.#fresh.first; tap !== undefined && tap.startedAtUs <= before; tap = this.#fresh.first) {
        this.#fresh.remove(tap);
        this.#lasting.add(tap);
        if (!this.memory.isFull(0)) tap.publishOpen();
      }
      this.batcher.report();
    } catch (error) {
      this.fault(error);
    }
  }
}
