import { contains, countWithin, size, union, type Range } from './ranges.ts';

function ranges(...pairs: readonly (readonly [number, number])[]): Range[] {
  return pairs.map(([first, last]) => ({ first, last }));
}

test.each([
  [[], []],
  [ranges([5, 9], [1, 3]), ranges([1, 3], [5, 9])],
  [ranges([5, 9], [1, 4]), ranges([1, 9])],
  [ranges([1, 9], [2, 3], [4, 12]), ranges([1, 12])],
  [ranges([1, 1], [1, 1], [2, 2]), ranges([1, 2])],
])('union %#', (given, expected) => {
  expect(union(given)).toEqual(expected);
});

test('counts as a set of numbers does', () => {
  const given = ranges([2, 4], [7, 7], [10, 20]);
  const members = [2, 3, 4, 7, ...Array.from({ length: 11 }, (_, n) => 10 + n)];
  expect(size(given)).toBe(members.length);
  for (let first = 0; first < 23; first++) {
    expect(contains(given, first)).toBe(members.includes(first));
    for (let last = first; last < 23; last++) {
      expect(countWithin(given, first, last)).toBe(members.filter((n) => n >= first && n <= last).length);
    }
  }
});
