import type { BatchMessage, Consumer, Deliver, Publisher, Settled } from '../bus.ts';
import { DeliveryQueue } from '../delivery-queue.ts';
import { InFlight } from '../in-flight.ts';

export interface MemoryBusOptions {
  /** Bytes taken and not yet committed, at most. Default 32 MiB. */
  readonly maxPendingBytes?: number;
  /** Until a batch that was refused is delivered again, in milliseconds. Default 500. */
  readonly redeliverMs?: number;
}

/** Both ends of a bus in one thread, for tests and for assemblies without a worker. */
export interface MemoryBus {
  readonly publisher: Publisher;
  readonly consumer: Consumer;
}

export function memoryBus(options: MemoryBusOptions = {}): MemoryBus {
  const inFlight = new InFlight();
  const queue = new DeliveryQueue({
    ...(options.redeliverMs === undefined ? {} : { redeliverMs: options.redeliverMs }),
    acknowledge: (numbers) => {
      for (const number of numbers) inFlight.settle(number, true);
    },
  });
  return {
    publisher: new MemoryPublisher(inFlight, queue, options.maxPendingBytes ?? 32 * 1024 * 1024),
    consumer: {
      start: (deliver: Deliver) => queue.start(deliver),
      stop: () => queue.stop(),
    },
  };
}

class MemoryPublisher implements Publisher {
  readonly #inFlight: InFlight;
  readonly #queue: DeliveryQueue;
  readonly #maxPendingBytes: number;
  #scheduled = false;
  #closed = false;

  constructor(inFlight: InFlight, queue: DeliveryQueue, maxPendingBytes: number) {
    this.#inFlight = inFlight;
    this.#queue = queue;
    this.#maxPendingBytes = maxPendingBytes;
  }

  get pendingBytes(): number {
    return this.#inFlight.bytes;
  }

  publish(batch: BatchMessage, settled: Settled): boolean {
    const bytes = batch.payload.byteLength;
    if (this.#closed || this.#inFlight.bytes + bytes > this.#maxPendingBytes) return false;
    this.#queue.push(this.#inFlight.add(bytes, settled), batch.payload);
    // Delivered in a later turn, as a bus between threads does.
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.#queue.pump();
      });
    }
    return true;
  }

  flush(signal: AbortSignal): Promise<void> {
    return this.#inFlight.idle(signal);
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#inFlight.fail('closed');
    return Promise.resolve();
  }
}
