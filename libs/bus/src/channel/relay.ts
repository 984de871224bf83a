import type { Publisher } from '../bus.ts';
import type { Channel } from './channel.ts';

/**
 * Publishes what a `channelPublisher` sends and tells it how each batch ended. Ends with the channel: what was taken by then is still
 * published. The publisher's bound should be that of all its channels together; what is beyond it is refused (`bus-full`).
 */
export function relayBatches(channel: Channel, publisher: Publisher): void {
  const settled = new SettledGroups(channel, publisher);
  channel.onMail((mail) => {
    if (mail.type !== 'batch') return;
    const { number, batch } = mail;
    const taken = publisher.publish(batch, (committed, reason) => settled.add(number, committed ? undefined : reason ?? 'unknown'));
    if (!taken) settled.add(number, 'bus-full');
  });
}

/** Batches that end in one go, and alike, are told in one message. */
class SettledGroups {
  readonly #channel: Channel;
  readonly #publisher: Publisher;
  #numbers: number[] = [];
  #reason: string | undefined;

  constructor(channel: Channel, publisher: Publisher) {
    this.#channel = channel;
    this.#publisher = publisher;
  }

  add(number: number, reason: string | undefined): void {
    if (reason !== this.#reason) this.#send();
    this.#reason = reason;
    this.#numbers.push(number);
    if (this.#numbers.length === 1) queueMicrotask(() => this.#send());
  }

  #send(): void {
    if (this.#numbers.length === 0) return;
    const numbers = this.#numbers;
    this.#numbers = [];
    this.#channel.send({
      type: 'settled', numbers, ...(this.#reason === undefined ? {} : { reason: this.#reason }), ...(this.#publisher.isTight ? { isTight: true } : {}),
    });
  }
}
