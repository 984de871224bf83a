/** How long a part that crashed stays down, by how often it has crashed; the last is for all further times. In milliseconds. */
const delays = [100, 1_000, 5_000, 30_000];

/** One that has run for so long has recovered: its next crash is its first again. */
const steadyMs = 60_000;

/** Paces the restarts of one part. */
export class RestartDelay {
  #crashes = 0;

  /** Milliseconds to wait before the next start of a part that ran for `ranMs`. */
  next(ranMs: number): number {
    if (ranMs > steadyMs) this.#crashes = 0;
    return delays[Math.min(this.#crashes++, delays.length - 1)]!;
  }
}
