import type { FlowJson } from '@weir/flow';
import type { Counters } from './counters.ts';

/** Where one subscriber's events go: an HTTP response, or a fake. */
export interface TailSink {
  /** Bytes written and not yet taken by the peer. */
  readonly pendingBytes: number;
  write(text: string): void;
  end(): void;
}

export interface TailOptions {
  readonly counters: Counters;
  /** Per subscriber: beyond this many bytes that wait for the peer, flows are dropped and counted. Default 1 MiB. */
  readonly maxPendingBytes?: number;
  /** Told when the first subscriber comes and when the last one has gone. */
  readonly onWatched?: (watched: boolean) => void;
  /** Default 64. */
  readonly maxSubscribers?: number;
  /** Between comments that keep idle connections known as alive. Default 15 s. */
  readonly heartbeatMs?: number;
}

/** Sends flows to live tails as server-sent events (WHATWG HTML, section 9.2). Never waits for a subscriber. */
export class Tail {
  readonly #subscribers = new Set<Subscriber>();
  readonly #counters: Counters;
  readonly #maxPendingBytes: number;
  readonly #maxSubscribers: number;
  readonly #onWatched: ((watched: boolean) => void) | undefined;
  readonly #heartbeat: NodeJS.Timeout;
  #ended = false;

  constructor(options: TailOptions) {
    this.#counters = options.counters;
    this.#onWatched = options.onWatched;
    this.#maxPendingBytes = options.maxPendingBytes ?? 1024 * 1024;
    this.#maxSubscribers = options.maxSubscribers ?? 64;
    this.#heartbeat = setInterval(() => this.#beat(), options.heartbeatMs ?? 15_000);
    this.#heartbeat.unref();
  }

  /** Returns what ends the subscription, or undefined: there are too many, or the tail has ended. */
  subscribe(sink: TailSink, matches: (flow: FlowJson) => boolean): (() => void) | undefined {
    if (this.#ended || this.#subscribers.size >= this.#maxSubscribers) return undefined;
    const subscriber: Subscriber = { sink, matches, lost: 0 };
    this.#subscribers.add(subscriber);
    this.#counters.tailSubscribers = this.#subscribers.size;
    if (this.#subscribers.size === 1) this.#onWatched?.(true);
    // The comment makes the answer's head leave at once.
    sink.write('retry: 1000\n: open\n\n');
    return () => this.#remove(subscriber);
  }

  /** Whether anybody would get what is published. */
  get watched(): boolean {
    return this.#subscribers.size > 0;
  }

  publish(flows: readonly FlowJson[]): void {
    for (const flow of flows) {
      let event: string | undefined;
      for (const subscriber of this.#subscribers) {
        if (!this.#wants(subscriber, flow)) continue;
        event ??= `data: ${JSON.stringify(flow)}\n\n`;
        this.#send(subscriber, event);
      }
    }
  }

  /** Ends every subscription; none begins afterwards. */
  end(): void {
    this.#ended = true;
    clearInterval(this.#heartbeat);
    for (const subscriber of [...this.#subscribers]) {
      this.#remove(subscriber);
      subscriber.sink.end();
    }
  }

  /** A filter may look into bodies, and the store fail meanwhile: the subscriber is told that something is missing. */
  #wants(subscriber: Subscriber, flow: FlowJson): boolean {
    try {
      return subscriber.matches(flow);
    } catch {
      this.#lose(subscriber);
      return false;
    }
  }

  #lose(subscriber: Subscriber): void {
    subscriber.lost++;
    this.#counters.tailLost++;
  }

  #send(subscriber: Subscriber, event: string): void {
    if (subscriber.sink.pendingBytes > this.#maxPendingBytes) {
      this.#lose(subscriber);
      return;
    }
    this.#reportLost(subscriber);
    subscriber.sink.write(event);
  }

  #beat(): void {
    for (const subscriber of this.#subscribers) {
      if (subscriber.sink.pendingBytes > this.#maxPendingBytes) continue;
      this.#reportLost(subscriber);
      // A peer that takes nothing gets no heaps of comments either.
      if (subscriber.sink.pendingBytes === 0) subscriber.sink.write(': heartbeat\n\n');
    }
  }

  /** Before the first flow that is sent again, so that a reader knows where the gap is. */
  #reportLost(subscriber: Subscriber): void {
    if (subscriber.lost === 0) return;
    subscriber.sink.write(`event: lost\ndata: {"count":${subscriber.lost}}\n\n`);
    subscriber.lost = 0;
  }

  #remove(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber)) return;
    this.#counters.tailSubscribers = this.#subscribers.size;
    if (this.#subscribers.size === 0) this.#onWatched?.(false);
  }
}

interface Subscriber {
  readonly sink: TailSink;
  readonly matches: (flow: FlowJson) => boolean;
  /** Since the last `lost` event. */
  lost: number;
}
