import { jetstream, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Consumer, Deliver } from '../bus.ts';
import { DeliveryQueue } from '../delivery-queue.ts';
import type { LinkUser, NatsLink } from './link.ts';
import { ensureStream, type StreamSettings } from './stream.ts';
import { collectorConsumer, flowStream } from './subjects.ts';

export interface NatsConsumerOptions {
  readonly link: NatsLink;
  readonly stream: StreamSettings;
  /** Batches taken from the stream and not yet acknowledged, at most; each is 1 MiB at most and 256 KiB as a rule. Default 128. */
  readonly maxPending?: number;
  /** At most so many batches in one call of `deliver`. Default 64. */
  readonly groupSize?: number;
  /** Until a batch that was refused is delivered again, in milliseconds. Default 500. */
  readonly redeliverMs?: number;
  /** Why nothing can be taken from the stream, told when that changes. Undefined: it can again. */
  readonly onTrouble?: (reason: string | undefined) => void;
}

export interface NatsConsumer extends Consumer {
  /** Batches that had been delivered before, here or to another collector. */
  readonly redelivered: number;
}

/** Between two tries to find or make the stream, in milliseconds. */
const retryMs = 1_000;

/**
 * One of the collectors that share the stream's durable consumer. Takes batches as fast as they are acknowledged, goes on by itself after NATS was away, and
 * makes the stream where there is none. At its stop it gives back what it has not delivered.
 */
export function natsConsumer(options: NatsConsumerOptions): NatsConsumer {
  return new StreamConsumer(options);
}

class StreamConsumer implements NatsConsumer, LinkUser {
  readonly #options: NatsConsumerOptions;
  readonly #queue: DeliveryQueue;
  readonly #maxPending: number;
  /** Taken and not acknowledged, by number. */
  readonly #taken = new Map<number, JsMsg>();
  #next = 0;
  #redelivered = 0;
  #connection: NatsConnection | undefined;
  #messages: ConsumerMessages | undefined;
  #room: (() => void) | undefined;
  #pumping = false;
  #stopped = false;
  #trouble: string | undefined;

  constructor(options: NatsConsumerOptions) {
    const { groupSize, redeliverMs } = options;
    this.#options = options;
    this.#maxPending = options.maxPending ?? 128;
    this.#queue = new DeliveryQueue({
      ...(groupSize !== undefined && { groupSize }),
      ...(redeliverMs !== undefined && { redeliverMs }),
      acknowledge: (numbers) => this.#acknowledge(numbers),
    });
  }

  get redelivered(): number {
    return this.#redelivered;
  }

  start(deliver: Deliver): void {
    this.#queue.start(deliver);
    this.#options.link.use(this);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#room?.();
    await this.#queue.stop();
    // Another collector, or this one after its next start, has them soon and not when their time is up.
    for (const message of this.#taken.values()) giveBack(message);
    this.#taken.clear();
    // Meanwhile the loop gives back what the library has read ahead.
    await this.#connection?.flush().catch(ignore);
    this.#messages?.stop();
    await this.#connection?.flush().catch(ignore);
  }

  up(connection: NatsConnection): void {
    this.#connection = connection;
    if (!this.#stopped) void this.#consume(connection);
  }

  down(): void {
    this.#connection = undefined;
    this.#messages = undefined;
    this.#room?.();
  }

  async #consume(connection: NatsConnection): Promise<void> {
    while (this.#isOn(connection)) {
      try {
        await ensureStream(connection, this.#options.stream);
        const consumer = await jetstream(connection).consumers.get(flowStream, collectorConsumer);
        const messages = await consumer.consume({ max_messages: Math.ceil(this.#maxPending / 2), abort_on_missing_resource: true });
        this.#say(undefined);
        this.#messages = messages;
        if (!this.#isOn(connection)) messages.stop();
        for await (const message of messages) {
          this.#take(message);
          // The library asks for more only as it is read from: what is not read here stays in the stream.
          if (this.#taken.size >= this.#maxPending) await this.#untilRoom(connection);
        }
      } catch (error) {
        if (this.#isOn(connection)) this.#say((error as Error).message.split('\n', 1)[0]);
      }
      if (this.#isOn(connection)) await new Promise((resolve) => { setTimeout(resolve, retryMs).unref(); });
    }
  }

  #isOn(connection: NatsConnection): boolean {
    return !this.#stopped && this.#connection === connection;
  }

  #take(message: JsMsg): void {
    if (this.#stopped) {
      giveBack(message);
      return;
    }
    const number = this.#next++;
    if (message.redelivered) this.#redelivered++;
    this.#taken.set(number, message);
    this.#queue.push(number, message.data);
    if (this.#pumping) return;
    // What has arrived in this turn is one group.
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      this.#queue.pump();
    });
  }

  #acknowledge(numbers: readonly number[]): void {
    for (const number of numbers) {
      const message = this.#taken.get(number);
      this.#taken.delete(number);
      try {
        message?.ack();
      } catch {
        // Its connection is no more: the batch comes again.
      }
    }
    if (this.#taken.size < this.#maxPending) this.#room?.();
  }

  async #untilRoom(connection: NatsConnection): Promise<void> {
    while (this.#taken.size >= this.#maxPending && this.#isOn(connection)) {
      await new Promise<void>((resolve) => { this.#room = resolve; });
    }
    this.#room = undefined;
  }

  #say(trouble: string | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#options.onTrouble?.(trouble);
  }
}

/** Given back at once, a batch would come here again, where what was asked for before still stands, and be lost until its time is up. */
const giveBackMs = 250;

function giveBack(message: JsMsg): void {
  try {
    message.nak(giveBackMs);
  } catch {
    // Its connection is no more, and so it is not ours any longer.
  }
}

function ignore(): void {
  // The connection is gone: what was not acknowledged comes again.
}
