import { Slabs } from './slabs.ts';

test('a slab is used again when its last user has released it', () => {
  const slabs = new Slabs(16, 8);
  const slab = slabs.take();
  slab.users++;
  slabs.release(slab);
  expect(slabs.take()).not.toBe(slab);
  slabs.release(slab);
  expect(slabs.take()).toBe(slab);
  expect(slab).toMatchObject({ users: 1, memory: { length: 16 } });
});

test('no more are kept than are wanted', () => {
  const slabs = new Slabs(16, 1);
  const two = [slabs.take(), slabs.take()] as const;
  for (const slab of two) slabs.release(slab);
  const next = [slabs.take(), slabs.take()];
  expect([next.includes(two[0]), next.includes(two[1])]).toEqual([true, false]);
});

test('knows its own bytes', () => {
  const slabs = new Slabs(16, 1);
  const slab = slabs.take();
  const part = slab.memory.subarray(3, 5);
  expect(slabs.lentOf(part)).toBeUndefined();
  slabs.lent = slab;
  expect([slabs.lentOf(part), slabs.lentOf(new Uint8Array(2))]).toEqual([slab, undefined]);
});
