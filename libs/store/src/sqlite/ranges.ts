/** Numbers `first` to `last`, both within. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** The union of ranges in any order: disjoint, not touching, ascending. */
export function union(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a.first - b.first);
  const joined: { first: number; last: number }[] = [];
  for (const { first, last } of sorted) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
    else joined.push({ first, last });
  }
  return joined;
}

/** How many numbers disjoint ranges have. */
export function size(ranges: readonly Range[]): number {
  let total = 0;
  for (const { first, last } of ranges) total += last - first + 1;
  return total;
}

/** How many of the numbers `first` to `last` are in `ranges`, which are disjoint and ascending. */
export function countWithin(ranges: readonly Range[], first: number, last: number): number {
  let total = 0;
  for (let i = firstReaching(ranges, first); i < ranges.length && ranges[i]!.first <= last; i++) {
    total += Math.min(last, ranges[i]!.last) - Math.max(first, ranges[i]!.first) + 1;
  }
  return total;
}

/** Whether disjoint, ascending ranges have this number. */
export function contains(ranges: readonly Range[], number: number): boolean {
  return countWithin(ranges, number, number) === 1;
}

/** The index of the first range that ends at `number` or later. */
function firstReaching(ranges: readonly Range[], number: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]!.last < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
