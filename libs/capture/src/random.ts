import { randomFillSync } from 'node:crypto';

/** Fills with random octets drawn from the system a page at a time: a call into the kernel for ten bytes would cost more than the flow. */
export function pooledRandom(): (into: Uint8Array) => void {
  const pool = new Uint8Array(4096);
  let at = pool.length;
  return (into) => {
    if (at + into.length > pool.length) {
      randomFillSync(pool);
      at = 0;
    }
    into.set(pool.subarray(at, at + into.length));
    at += into.length;
  };
}
