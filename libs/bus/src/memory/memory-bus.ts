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
  const inFlight = new InFlight(options.maxPendingBytes);
  const queue = new DeliveryQueue({
    ...(options.redeliverMs === undefined ? {} : { redeliverMs: options.redeliverMs }),
    acknowledge: (numbers, payloads) => {
      for (let i = 0; i < numbers.length; i++) inFlight.settle(numbers[i]!, true, undefined, payloads[i]!.buffer);
    },
  });
  return {
    publisher: new MemoryPublisher(inFlight, queue),
    consumer: {
      start: (deliver: Deliver) => queue.start(deliver),
      stop: () => queue.stop(),
    },
  };
}

class MemoryPublisher implements Publisher {
  readonly isTight = false;
  readonly #inFlight: InFlight;
  readonly #queue: DeliveryQueue;
  #scheduled = false;

  constructor(inFlight: InFlight, queue: DeliveryQueue) {
    this.#inFlight = inFlight;
    this.#queue = queue;
  }

  get pendingBytes(): number {
    return this.#inFlight.bytes;
  }

  publish(batch: BatchMessage, settled: Settled): boolean {
    const number = this.#inFlight.add(batch.payload.byteLength, settled);
    if (number === undefined) return false;
    this.#queue.push(number, batch.payload);
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
    this.#inFlight.close();
    return Promise.resolve();
  }
}
