import { Slabs } from './slabs.ts';

const sizes = { bytes: 16, keep: 1, largeBytes: 64, mostLarge: 2 };

test('a slab is used again when its last user has released it', () => {
  const slabs = new Slabs({ ...sizes, keep: 8 });
  const slab = slabs.take();
  slab.users++;
  slabs.release(slab);
  expect(slabs.take()).not.toBe(slab);
  slabs.release(slab);
  expect(slabs.take()).toBe(slab);
  expect(slab).toMatchObject({ users: 1, memory: { length: 16 } });
});

test('no more are kept than are wanted', () => {
  const slabs = new Slabs(sizes);
  const two = [slabs.take(), slabs.take()] as const;
  for (const slab of two) slabs.release(slab);
  const next = [slabs.take(), slabs.take()];
  expect([next.includes(two[0]), next.includes(two[1])]).toEqual([true, false]);
});

test('knows its own bytes', () => {
  const slabs = new Slabs(sizes);
  const slab = slabs.take();
  const part = slab.memory.subarray(3, 5);
  expect(slabs.lentOf(part)).toBeUndefined();
  slabs.lent = slab;
  expect([slabs.lentOf(part), slabs.lentOf(new Uint8Array(2))]).toEqual([slab, undefined]);
});

test('there are so many large ones, each used again when its last user has released it', () => {
  const slabs = new Slabs(sizes);
  const [first, second] = [slabs.takeLarge()!, slabs.takeLarge()!];
  expect([first.memory.length, slabs.takeLarge()]).toEqual([64, undefined]);
  second.users++;
  slabs.release(second);
  expect(slabs.takeLarge()).toBeUndefined();
  slabs.release(second);
  expect(slabs.takeLarge()).toBe(second);
  expect(second.users).toBe(1);
});

test('large ones are scarce when more than half of them are in use', () => {
  const slabs = new Slabs({ ...sizes, mostLarge: 4 });
  const taken = [slabs.takeLarge()!, slabs.takeLarge()!];
  expect(slabs.isScarce).toBe(false);
  const third = slabs.takeLarge()!;
  expect(slabs.isScarce).toBe(true);
  slabs.release(third);
  expect(slabs.isScarce).toBe(false);
  for (const slab of taken) slabs.release(slab);
});

test('another takes the place of a large one that is given up', () => {
  const slabs = new Slabs(sizes);
  const [first, second] = [slabs.takeLarge()!, slabs.takeLarge()!];
  slabs.giveUp(first);
  const third = slabs.takeLarge();
  expect([third === undefined, third === first, third === second, slabs.takeLarge()]).toEqual([false, false, false, undefined]);
});
