import { status, type ServerWritableStream } from '@grpc/grpc-js';
import type { wire } from '@weir/ca-api';
import { Refusal } from './refusal.ts';

type Watch = ServerWritableStream<unknown, wire.Bundle>;

/** More than there are proxies, and of one address more than it has processes. */
const mostWatchers = 10_000;
const mostOfAddress = 128;

/** Those who are told whenever the bundle changes. */
export class Watchers {
  readonly #watches = new Set<Watch>();
  readonly #ofAddress = new Map<string, number>();

  get size(): number {
    return this.#watches.size;
  }

  /** Throws Refusal. */
  add(watch: Watch, bundle: wire.Bundle, address: string): void {
    if (this.#watches.size >= mostWatchers) throw new Refusal(status.RESOURCE_EXHAUSTED, `${mostWatchers} callers watch the bundle already`);
    const same = this.#ofAddress.get(address) ?? 0;
    if (same >= mostOfAddress) throw new Refusal(status.RESOURCE_EXHAUSTED, `${mostOfAddress} callers of ${address} watch the bundle already`);
    this.#watches.add(watch);
    this.#ofAddress.set(address, same + 1);
    const leave = (): void => {
      if (this.#watches.delete(watch)) this.#left(address);
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
    this.#ofAddress.clear();
  }

  #left(address: string): void {
    const others = this.#ofAddress.get(address)! - 1;
    if (others === 0) this.#ofAddress.delete(address);
    else this.#ofAddress.set(address, others);
  }
}
