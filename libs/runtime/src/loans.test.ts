import { Loans } from './loans.ts';
import { Slabs, type Slab } from './slabs.ts';

interface Delivery {
  readonly slab: Slab;
  readonly loans: Loans;
  bytes(length: number): Uint8Array;
  /** The slab of the next delivery. */
  next(): Slab;
}

/** A slab that is being delivered, and the loans of one who is sent bytes of it. */
function delivery(): Delivery {
  const slabs = new Slabs({ bytes: 64 * 1024, keep: 8, largeBytes: 128 * 1024, mostLarge: 1 });
  const next = (): Slab => (slabs.lent = slabs.take());
  const slab = next();
  return { slab, loans: new Loans(slabs), bytes: (length) => slab.memory.subarray(0, length), next };
}

test('memory that is not lent needs nothing', () => {
  const { loans } = delivery();
  const own = new Uint8Array(50_000);
  expect([loans.keep(own, 0), loans.begin(true)]).toEqual([own, undefined]);
});

test('a slab is in use until the write of its bytes is done', () => {
  const { loans, slab, bytes } = delivery();
  const part = bytes(5000);
  expect(loans.keep(part, 0)).toBe(part);
  loans.keep(bytes(10), 0);
  expect(slab.users).toBe(2);
  const written = loans.begin(true);
  expect(slab.users).toBe(2);
  written?.();
  expect(slab.users).toBe(1);
});

test('the end of one write gives back nothing of the next, nor of what was not written yet', () => {
  const { slab: first, loans, bytes, next } = delivery();
  loans.keep(bytes(5000), 0);
  const written = loans.begin(true);
  const second = next();
  loans.keep(second.memory, 5000);
  loans.begin(true);
  const third = next();
  loans.keep(third.memory, 5000);
  written?.();
  expect([first.users, second.users, third.users]).toEqual([1, 2, 2]);
  written?.();
  expect([first.users, second.users, third.users]).toEqual([1, 1, 2]);
  written?.();
  loans.begin(true)?.();
  expect([first.users, second.users, third.users]).toEqual([1, 1, 1]);
});

test('a short piece behind others is copied, a long one is not', () => {
  const { loans, slab, bytes } = delivery();
  const short = bytes(4000).fill(7);
  const kept = loans.keep(short, 1);
  expect([kept.buffer === slab.memory.buffer, Buffer.compare(kept, short), slab.users, loans.begin(true)]).toEqual([false, 0, 1, undefined]);
  const long = bytes(4 * 1024);
  expect(loans.keep(long, 1)).toBe(long);
});

test('writes that are known to be over are given back without being told, and what is told later gives back no other', () => {
  const { slab: first, loans, bytes, next } = delivery();
  loans.keep(bytes(5000), 0);
  const written = loans.begin(true);
  const second = next();
  loans.keep(second.memory, 0);
  expect(loans.begin(false)).toBeUndefined();
  loans.end();
  expect([first.users, second.users]).toEqual([1, 1]);
  const third = next();
  loans.keep(third.memory, 0);
  loans.end();
  loans.begin(true);
  written?.();
  expect(third.users).toBe(2);
  written?.();
  expect(third.users).toBe(1);
});

test('a socket that closes gives back what was being written, and what was not written yet', () => {
  const { slab: first, loans, bytes, next } = delivery();
  loans.keep(bytes(5000), 0);
  const written = loans.begin(true);
  const second = next();
  loans.keep(second.memory, 0);
  loans.close();
  expect([first.users, second.users]).toEqual([1, 1]);
  written?.();
  loans.close();
  expect([first.users, second.users]).toEqual([1, 1]);
});
