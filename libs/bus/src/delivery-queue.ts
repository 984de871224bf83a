import type { Deliver, Delivery } from './bus.ts';

export interface DeliveryQueueOptions {
  /** Told of committed batches, a group at a time: acknowledgements made in one go arrive in one call. `payloads` are theirs, in the same order. */
  readonly acknowledge: (numbers: readonly number[], payloads: readonly Uint8Array[]) => void;
  /** At most so many batches in one call of `deliver`. Default 64. */
  readonly groupSize?: number;
  /** No further batch joins a group that has so many bytes. Default 2 MiB. */
  readonly groupBytes?: number;
  /** Until a batch that was refused is delivered again, in milliseconds. Default 500. */
  readonly redeliverMs?: number;
}

/**
 * The consumer's half of a bus in this process: groups what has arrived, keeps at most one call under way and delivers again what was
 * refused. Bounded by what publishers may have in flight.
 */
export class DeliveryQueue {
  readonly #acknowledge: DeliveryQueueOptions['acknowledge'];
  readonly #groupSize: number;
  readonly #groupBytes: number;
  readonly #redeliverMs: number;
  #queue: QueuedBatch[] = [];
  #refused: QueuedBatch[] = [];
  #acked: number[] = [];
  #payloads: Uint8Array[] = [];
  #deliver: Deliver | undefined;
  #call: Promise<void> | undefined;
  #pumping = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DeliveryQueueOptions) {
    this.#acknowledge = options.acknowledge;
    this.#groupSize = options.groupSize ?? 64;
    this.#groupBytes = options.groupBytes ?? 2 * 1024 * 1024;
    this.#redeliverMs = options.redeliverMs ?? 500;
  }

  /** Queues a batch; `pump` delivers it. */
  push(number: number, payload: Uint8Array): void {
    if (!this.#stopped) this.#queue.push(new QueuedBatch(this, number, payload));
  }

  start(deliver: Deliver): void {
    this.#deliver = deliver;
    this.pump();
  }

  /** Delivers what is queued, unless a call is under way: then its end does. */
  pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#deliver !== undefined && this.#call === undefined && !this.#stopped && this.#queue.length > 0) {
      const group = this.#queue.splice(0, this.#groupLength());
      try {
        const result = this.#deliver(group);
        if (result !== undefined) this.#call = this.#follow(group, result);
      } catch {
        for (const batch of group) batch.nak();
      }
      // Their memory is to be had again before the next group is stored.
      this.#handOn();
    }
    this.#pumping = false;
  }

  /** Drops what is queued, waits for the call under way, and hands on its acknowledgements. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#queue = [];
    this.#refused = [];
    clearTimeout(this.#timer);
    // A receiver may call it: its own promise is known a turn later.
    await Promise.resolve();
    await this.#call;
    this.#handOn();
  }

  /** Called by batches. One microtask hands on all that a committed group acknowledges. */
  acked(number: number, payload: Uint8Array): void {
    this.#acked.push(number);
    this.#payloads.push(payload);
    if (this.#acked.length === 1) queueMicrotask(() => this.#handOn());
  }

  /** Called by batches. */
  refused(number: number, payload: Uint8Array): void {
    if (this.#stopped) return;
    this.#refused.push(new QueuedBatch(this, number, payload));
    this.#timer ??= setTimeout(() => this.#redeliver(), this.#redeliverMs);
  }

  #groupLength(): number {
    const most = Math.min(this.#queue.length, this.#groupSize);
    let bytes = this.#queue[0]!.payload.length;
    let length = 1;
    while (length < most && bytes < this.#groupBytes) bytes += this.#queue[length++]!.payload.length;
    return length;
  }

  async #follow(group: readonly QueuedBatch[], result: Promise<void>): Promise<void> {
    try {
      await result;
    } catch {
      for (const batch of group) batch.nak();
    }
    this.#call = undefined;
    this.pump();
  }

  #redeliver(): void {
    this.#timer = undefined;
    // Older batches first: what is delivered again should not also move behind what came later.
    this.#queue = [...this.#refused, ...this.#queue];
    this.#refused = [];
    this.pump();
  }

  #handOn(): void {
    if (this.#acked.length === 0) return;
    const numbers = this.#acked;
    const payloads = this.#payloads;
    this.#acked = [];
    this.#payloads = [];
    this.#acknowledge(numbers, payloads);
  }
}

class QueuedBatch implements Delivery {
  readonly payload: Uint8Array;
  readonly #queue: DeliveryQueue;
  readonly #number: number;
  #settled = false;

  constructor(queue: DeliveryQueue, number: number, payload: Uint8Array) {
    this.#queue = queue;
    this.#number = number;
    this.payload = payload;
  }

  ack(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#queue.acked(this.#number, this.payload);
  }

  nak(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#queue.refused(this.#number, this.payload);
  }
}
