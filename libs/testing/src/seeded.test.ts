import { seeded } from './seeded.ts';

function some(seed: number): number[] {
  const random = seeded(seed);
  return Array.from({ length: 1000 }, () => random(10));
}

test('the same seed gives the same numbers, another one others', () => {
  expect(some(1)).toEqual(some(1));
  expect(some(1)).not.toEqual(some(2));
});

test('each number from 0 up to the bound comes, and no other', () => {
  expect([...new Set(some(3))].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
