import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { LinkUser, NatsLink } from './link.ts';
import { flowSubjects } from './subjects.ts';

/** Hears what producers publish, while it is wanted. */
export interface LiveBatches {
  /** Batches are given to `hear` from now on. Of a batch that is sent again it hears twice, of one that was published while the connection was away not at all. */
  start(hear: (payload: Uint8Array) => void): void;
  stop(): void;
}

/** Everything that is published into the stream of flows, whichever collector stores it. */
export function liveBatches(link: NatsLink): LiveBatches {
  return new Live(link);
}

class Live implements LiveBatches, LinkUser {
  #connection: NatsConnection | undefined;
  #subscription: Subscription | undefined;
  #hear: ((payload: Uint8Array) => void) | undefined;

  constructor(link: NatsLink) {
    link.use(this);
  }

  start(hear: (payload: Uint8Array) => void): void {
    this.#hear = hear;
    this.#subscribe();
  }

  stop(): void {
    this.#hear = undefined;
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }

  up(connection: NatsConnection): void {
    this.#connection = connection;
    this.#subscribe();
  }

  down(): void {
    this.#connection = undefined;
    this.#subscription = undefined;
  }

  #subscribe(): void {
    if (this.#hear === undefined || this.#connection === undefined || this.#subscription !== undefined) return;
    this.#subscription = this.#connection.subscribe(flowSubjects, { callback: (error, message) => { if (error === null) this.#hear?.(message.data); } });
  }
}
