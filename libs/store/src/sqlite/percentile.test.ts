import { percentile } from './percentile.ts';

test.each([
  [[7], 50, 7],
  [[7], 99, 7],
  [[10, 20, 30], 50, 20],
  [[10, 20, 30], 95, 30],
  [[10, 20, 30, 40], 50, 20],
  [Array.from({ length: 100 }, (_, n) => n + 1), 99, 99],
  [Array.from({ length: 100 }, (_, n) => n + 1), 0, 1],
  [Array.from({ length: 1000 }, (_, n) => n + 1), 99, 990],
])('%j at %i', (values, percent, expected) => {
  expect(percentile(Float64Array.from(values), percent)).toBe(expected);
});
