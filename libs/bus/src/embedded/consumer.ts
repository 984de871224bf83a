import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Consumer, Deliver } from '../bus.ts';
import { DeliveryQueue } from '../delivery-queue.ts';
import type { AckMail, BatchMail } from './messages.ts';

export interface EmbeddedConsumerOptions {
  /** At most so many batches in one call of `deliver`. Default 64. */
  readonly groupSize?: number;
  /** Until a batch that was refused is delivered again, in milliseconds. Default 500. */
  readonly redeliverMs?: number;
}

/** The collector's end of the embedded bus. `stop` closes the port; what was not acknowledged by then is the publisher's to send to the next one. */
export function embeddedConsumer(port: MessagePort, options: EmbeddedConsumerOptions = {}): Consumer {
  return new PortConsumer(port, options);
}

class PortConsumer implements Consumer {
  readonly #port: MessagePort;
  readonly #queue: DeliveryQueue;
  readonly #groupSize: number;

  constructor(port: MessagePort, options: EmbeddedConsumerOptions) {
    this.#port = port;
    this.#groupSize = options.groupSize ?? 64;
    this.#queue = new DeliveryQueue({ ...options, acknowledge: (numbers) => this.#port.postMessage({ numbers } satisfies AckMail) });
  }

  start(deliver: Deliver): void {
    this.#queue.start(deliver);
    this.#port.on('message', (mail: BatchMail) => this.#onBatch(mail));
    // What is still here is the publisher's again: it may be elsewhere by now, or be given up and counted.
    this.#port.on('close', () => void this.#queue.stop());
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
    this.#port.close();
  }

  #onBatch(mail: BatchMail): void {
    this.#queue.push(mail.number, mail.payload);
    // What else has arrived joins the same group, so that a busy collector commits many batches at once.
    for (let more = 1; more < this.#groupSize; more++) {
      const next = receiveMessageOnPort(this.#port) as { readonly message: BatchMail } | undefined;
      if (next === undefined) break;
      this.#queue.push(next.message.number, next.message.payload);
    }
    this.#queue.pump();
  }
}
