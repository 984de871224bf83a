import type { Latency } from './job.ts';

/** Each power of two is cut into so many buckets: a value is known to 1.6 %. */
const steps = 64;

/** Counts durations in logarithmic buckets: bounded memory however many there are. */
export class Latencies {
  // 64 exact microseconds, then 26 powers of two: up to 71 minutes.
  readonly #counts = new Uint32Array(steps * 27);
  #total = 0;
  #maxUs = 0;

  add(ms: number): void {
    const us = Math.min(Math.max(Math.round(ms * 1000), 0), 0xffff_ffff);
    const bucket = bucketOf(us);
    this.#counts[bucket] = this.#counts[bucket]! + 1;
    this.#total++;
    if (us > this.#maxUs) this.#maxUs = us;
  }

  summary(): Latency {
    return { p50: this.#quantile(0.5), p90: this.#quantile(0.9), p99: this.#quantile(0.99), p999: this.#quantile(0.999), max: this.#maxUs / 1000 };
  }

  /** The upper bound of the bucket that holds it, in milliseconds; 0 where there is none. */
  #quantile(share: number): number {
    const rank = Math.ceil(this.#total * share);
    let seen = 0;
    for (let bucket = 0; bucket < this.#counts.length && rank > 0; bucket++) {
      seen += this.#counts[bucket]!;
      if (seen >= rank) return Math.min(upperUs(bucket), this.#maxUs) / 1000;
    }
    return 0;
  }
}

function bucketOf(us: number): number {
  if (us < steps) return us;
  const power = 31 - Math.clz32(us);
  return steps * (power - 5) + Math.floor(us / 2 ** (power - 6)) - steps;
}

function upperUs(bucket: number): number {
  if (bucket < steps) return bucket;
  const power = Math.floor(bucket / steps) + 5;
  return ((bucket % steps) + steps + 1) * 2 ** (power - 6) - 1;
}
