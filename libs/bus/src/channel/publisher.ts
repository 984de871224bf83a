import type { BatchMessage, Publisher, Settled } from '../bus.ts';
import { InFlight } from '../in-flight.ts';
import type { Channel } from './channel.ts';

export interface ChannelPublisherOptions {
  /** Bytes taken and not yet settled, at most. Default 32 MiB. */
  readonly maxPendingBytes?: number;
}

/** The end of a data plane that runs in a process of its own: `relayBatches` is the other. When that one goes, what is in flight is settled as `closed`. */
export function channelPublisher(channel: Channel, options: ChannelPublisherOptions = {}): Publisher {
  return new ChannelPublisher(channel, options.maxPendingBytes);
}

class ChannelPublisher implements Publisher {
  readonly #channel: Channel;
  readonly #inFlight: InFlight;
  #isTight = false;

  constructor(channel: Channel, maxPendingBytes: number | undefined) {
    this.#channel = channel;
    this.#inFlight = new InFlight(maxPendingBytes);
    channel.onMail((mail) => {
      if (mail.type !== 'settled') return;
      this.#isTight = mail.isTight === true;
      for (const number of mail.numbers) this.#inFlight.settle(number, mail.reason === undefined, mail.reason);
    });
    channel.onClose(() => void this.close());
  }

  get pendingBytes(): number {
    return this.#inFlight.bytes;
  }

  /** As the other end last said it: each batch that ends brings it up to date. */
  get isTight(): boolean {
    return this.#isTight;
  }

  publish(batch: BatchMessage, settled: Settled): boolean {
    // The channel copies what it is given.
    const number = this.#inFlight.add(batch.payload.byteLength, (committed, reason) => settled(committed, reason, batch.payload.buffer));
    if (number === undefined) return false;
    this.#channel.send({ type: 'batch', number, batch });
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
