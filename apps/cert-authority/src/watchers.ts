import { status, type ServerWritableStream } from '@grpc/grpc-js';
import type { wire } from '@weir/ca-api';
import { Refusal } from './refusal.ts';

type Watch = ServerWritableStream<unknown, wire.Bundle>;

/** More than there are proxies. */
const mostWatchers = 10_000;

/** Those who are told whenever the bundle changes. */
export class Watchers {
  readonly #watches = new Set<Watch>();

  get size(): number {
    return this.#watches.size;
  }

  /** Throws Refusal. */
  add(watch: Watch, bundle: wire.Bundle): void {
    if (this.#watches.size >= mostWatchers) throw new Refusal(status.RESOURCE_EXHAUSTED, `${mostWatchers} callers watch the bundle already`);
    this.#watches.add(watch);
    const leave = (): void => {
      this.#watches.delete(watch);
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
