import { firstLine, type Log } from '@weir/service';
import type { FlowStore } from '@weir/store';

/** Absent: no bound. */
export interface RetentionLimits {
  readonly ageMs?: number;
  readonly maxBytes?: number;
}

export interface RetentionOptions {
  readonly store: Pick<FlowStore, 'retain'>;
  readonly limits: RetentionLimits;
  readonly log: Log;
  /** Default one minute. */
  readonly everyMs?: number;
}

/** Drops old flows now and then. A store drops what fits in a slice of time: what is left goes in turns of their own, between which others are served. */
export class Retention {
  readonly #options: RetentionOptions;
  #timer: NodeJS.Timeout | undefined;
  #next: NodeJS.Immediate | undefined;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  start(): void {
    const { ageMs, maxBytes } = this.#options.limits;
    if (ageMs === undefined && maxBytes === undefined) return;
    this.#timer = setInterval(() => this.run(), this.#options.everyMs ?? 60_000);
    this.#timer.unref();
  }

  run(): void {
    const { store, log } = this.#options;
    const { ageMs, maxBytes } = this.#options.limits;
    try {
      const dropped = store.retain({
        ...(ageMs === undefined ? {} : { beforeUs: (Date.now() - ageMs) * 1000 }),
        ...(maxBytes === undefined ? {} : { maxBytes }),
      });
      if (dropped === 0) return;
      log.event('info', 'flows-dropped', { count: dropped }, `${dropped} flows were beyond the retention bounds`);
      clearImmediate(this.#next);
      this.#next = setImmediate(() => this.run());
    } catch (error) {
      log.event('warn', 'retention-failed', { error: firstLine(error) }, `old flows could not be dropped: ${firstLine(error)}`);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#next);
  }
}
