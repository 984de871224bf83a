import { Random } from './random.ts';

const numbers = (random: Random, count: number) => Array.from({ length: count }, () => random.below(1_000_000));

test('the same seed and stream, the same numbers', () => {
  expect(numbers(new Random(1, 7), 5)).toEqual(numbers(new Random(1, 7), 5));
  expect(numbers(new Random(1, 0), 4)).toEqual([133426, 760942, 163698, 537442]);
});

test('another seed or stream, others', () => {
  const first = numbers(new Random(1, 7), 5);
  for (const other of [new Random(2, 7), new Random(1, 8), new Random(1, 7 + 2 ** 32)]) expect(numbers(other, 5)).not.toEqual(first);
});

test('neighbouring streams are spread evenly from their first number on', () => {
  const counts = new Array<number>(10).fill(0);
  for (let stream = 0; stream < 10_000; stream++) counts[new Random(1, stream).below(10)]!++;
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('pick takes each', () => {
  const random = new Random(3, 0);
  expect(new Set(Array.from({ length: 50 }, () => random.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
});
