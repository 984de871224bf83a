/** Between two runs that fail, in milliseconds: doubled from the first to the last. */
const retryMs = [1_000, 30_000] as const;

/** By up to such a part of its time a run is early: after one that succeeded, and after one that failed. Never late, since what it renews ends. */
const early = { renewal: 0.1, retry: 0.5 } as const;

/** What was made anew, and is to be once more since it is of before, or could not be made, is tried again after so long. In milliseconds. */
export const renewAgainMs = 10_000;

/**
 * What is done anew before it ends: one run at a time, again after a while where it fails. It has no timer: `look` is called every now and then. Proxies of a fleet, which started or
 * failed at once, do not go on in step.
 */
export class Renewal {
  readonly #now: () => number;
  readonly #run: () => Promise<number>;
  readonly #random: () => number;
  #dueAt = -Infinity;
  #waitMs: number = retryMs[0];
  #failed = false;
  /** What it renews has changed while it ran: what came of that is of before. */
  #overtaken = false;
  #running: Promise<void> | undefined;

  /** `run` resolves to when it is to run next at the latest, in milliseconds since the epoch, by which `now` counts too. `random`: from 0 to below 1. */
  constructor(now: () => number, run: () => Promise<number>, random: () => number) {
    this.#now = now;
    this.#run = run;
    this.#random = random;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Runs it where it is due. */
  look(): void {
    if (this.#running === undefined && this.#now() >= this.#dueAt) void this.run();
  }

  /** Where the last run has failed, the next may be at once. */
  retry(): void {
    if (this.#failed) this.#dueAt = -Infinity;
  }

  /** The same, whatever became of the last one: what it renews has changed. After a run that is under way there is another one. */
  hurry(): void {
    this.#overtaken = this.running;
    this.#dueAt = -Infinity;
    this.look();
  }

  /** Runs it now, or this time `other`; where a run is under way already, waits for that. Never rejects. */
  run(other = this.#run): Promise<void> {
    this.#running ??= this.#go(other).finally(() => this.#ended());
    return this.#running;
  }

  #ended(): void {
    this.#running = undefined;
    if (this.#overtaken) this.hurry();
  }

  async #go(run: () => Promise<number>): Promise<void> {
    try {
      const latest = await run();
      const now = this.#now();
      this.#dueAt = now + this.#sooner(latest - now, early.renewal);
      this.#waitMs = retryMs[0];
      this.#failed = false;
    } catch {
      // Whoever runs has told.
      this.#failed = true;
      this.#dueAt = this.#now() + this.#sooner(this.#waitMs, early.retry);
      this.#waitMs = Math.min(2 * this.#waitMs, retryMs[1]);
    }
  }

  #sooner(ms: number, part: number): number {
    return ms * (1 - part * this.#random());
  }
}
