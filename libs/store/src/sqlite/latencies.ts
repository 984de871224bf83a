/** Buckets of one power of two: a value is told within 1/32 of itself. */
const steps = 16;
const stepBits = 4;

/** The largest difference between a latency and what its bucket tells, as a part of it. */
export const latencyError = 1 / (2 * steps);

/**
 * How many latencies fell into each of the buckets that grow with them. Below 16 us each number is its own, then 16 buckets are between
 * a power of two and the next. Counts may be negative, where a histogram is what is to be added to another.
 */
export class Latencies {
  readonly #counts = new Map<number, number>();

  /** Microseconds, a whole number from 0. */
  add(us: number, count = 1): void {
    this.#add(bucketOf(us), count);
  }

  /** Adds what `encode` gave. */
  merge(encoded: Uint8Array): void {
    const reader = { bytes: encoded, at: 0 };
    for (let bucket = 0; reader.at < encoded.length;) {
      bucket += varint(reader);
      this.#add(bucket, varint(reader));
    }
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  /** Pairs of varints: how much higher than the bucket before, and its count. What is not above 0 is left out. */
  encode(): Uint8Array {
    const bytes: number[] = [];
    let before = 0;
    for (const [bucket, count] of this.#ascending()) {
      if (count <= 0) continue;
      putVarint(bytes, bucket - before);
      putVarint(bytes, count);
      before = bucket;
    }
    return Uint8Array.from(bytes);
  }

  /** By nearest rank, as percentile.ts, each latency taken as the middle of its bucket. Microseconds. Not of an empty histogram. */
  percentiles(percents: readonly number[]): number[] {
    const buckets = this.#ascending();
    const total = buckets.reduce((sum, [, count]) => sum + count, 0);
    return percents.map((percent) => {
      const rank = Math.max(1, Math.ceil((total * percent) / 100));
      let seen = 0;
      for (const [bucket, count] of buckets) {
        seen += count;
        if (seen >= rank) return middleOf(bucket);
      }
      return middleOf(buckets.at(-1)![0]);
    });
  }

  #add(bucket: number, count: number): void {
    const sum = (this.#counts.get(bucket) ?? 0) + count;
    if (sum === 0) this.#counts.delete(bucket);
    else this.#counts.set(bucket, sum);
  }

  #ascending(): [number, number][] {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }
}

function bucketOf(us: number): number {
  if (us < steps) return us;
  const exponent = exponentOf(us);
  return steps * (exponent - stepBits) + Math.floor(us / 2 ** (exponent - stepBits));
}

/** Of the whole numbers in a bucket. */
function middleOf(bucket: number): number {
  if (bucket < 2 * steps) return bucket;
  const shift = Math.floor(bucket / steps) - 1;
  const first = (bucket - steps * shift) * 2 ** shift;
  return first + (2 ** shift - 1) / 2;
}

/** The highest power of two that is not above. Logarithms are not exact; the count of leading zeros is of 32 bits. */
function exponentOf(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(value);
}

function putVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
}

function varint(reader: { readonly bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = reader.bytes[reader.at++] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
}
