import { status, type ServerWritableStream } from '@grpc/grpc-js';
import type { wire } from '@weir/ca-api';
import { AddressCounts } from '@weir/core';
import { Refusal } from './refusal.ts';

type Watch = ServerWritableStream<unknown, wire.Bundle>;

/** More than there are proxies, and of one address more than it has processes. */
const mostWatchers = 10_000;
const mostOfAddress = 128;

/** Those who are told whenever the bundle changes. */
export class Watchers {
  readonly #watches = new Set<Watch>();
  readonly #ofAddress = new AddressCounts();

  get size(): number {
    return this.#watches.size;
  }

  /** Throws Refusal. */
  add(watch: Watch, bundle: wire.Bundle, address: string): void {
    if (this.#watches.size >= mostWatchers) throw new Refusal(status.RESOURCE_EXHAUSTED, `${mostWatchers} callers watch the bundle already`);
    if (this.#ofAddress.of(address) >= mostOfAddress) throw new Refusal(status.RESOURCE_EXHAUSTED, `${mostOfAddress} callers of ${address} watch the bundle already`);
    this.#watches.add(watch);
    this.#ofAddress.add(address);
    const leave = (): void => {
      if (this.#watches.delete(watch)) this.#ofAddress.remove(address);
    };
    watch.once('cancelled', leave);
    watch.once('close', leave);
    watch.once('error', leave);
    watch.write(bundle);
  }

  /** Who has not read the last ones is left: a bundle changes a few times in years. */
  tell(bundle: wire.Bundle): void {
    for (const watch of this.#watches) watch.write(bundle);
  }

  end(): void {
    for (const watch of this.#watches) watch.end();
    this.#watches.clear();
  }
}
