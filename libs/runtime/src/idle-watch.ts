/** What an IdleWatch looks at. The owner sets `active` at every sign of life: one store, no timer and no clock per chunk. */
export interface Watched {
  active: boolean;
  /** Ticks without a sign of life; the watch's own. */
  quiet: number;
  /** Nothing moved for the whole time. */
  idle(): void;
}

const ticks = 8;

/** One coarse timer for all connections of a proxy: one is idle after `ms`, at most an eighth later. */
export class IdleWatch {
  readonly #watched = new Set<Watched>();
  readonly #ms: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  add(watched: Watched): void {
    this.#watched.add(watched);
    this.#timer ??= setInterval(() => this.#tick(), Math.max(1, Math.floor(this.#ms / ticks))).unref();
  }

  delete(watched: Watched): void {
    this.#watched.delete(watched);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    for (const each of this.#watched) {
      if (each.active) {
        each.active = false;
        each.quiet = 0;
      } else if (++each.quiet >= ticks) {
        each.idle();
      }
    }
  }
}
