import type { RootsDirectory } from '@weir/certs';
import { firstLine, type Log } from '@weir/service';

export interface UpkeepParts {
  readonly roots: Pick<RootsDirectory, 'reload' | 'error'>;
  readonly log: Log;
  /** Other files are there now, by a rotation at another replica or by an operator. */
  readonly onRoots: () => void;
  /** What else is to be done now and then. */
  readonly each: () => void;
  /** Default 5 s. */
  readonly everyMs?: number;
}

/** What has to be looked after while the service runs. */
export class Upkeep {
  readonly #parts: UpkeepParts;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => this.run(), this.#parts.everyMs ?? 5_000);
    this.#timer.unref();
  }

  /** What fails is told; the rest is done all the same. */
  run(): void {
    const { roots, onRoots, each } = this.#parts;
    this.#attempt(() => {
      if (roots.reload()) onRoots();
      if (roots.error !== undefined) throw roots.error;
    });
    this.#attempt(each);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#parts.log.event('error', 'upkeep', { reason: firstLine(error) }, `something that is due cannot be done: ${firstLine(error)}; trying again`);
    }
  }
}
