import { quantile, ratios, summarize } from './statistics.ts';

test('median, spread and range', () => {
  const summary = summarize([10, 12, 11, 30, 9]);
  expect(summary).toMatchObject({ median: 11, min: 9, max: 30, values: [10, 12, 11, 30, 9] });
  expect(summary.spread).toBeCloseTo((12 - 10) / 11);
});

test('an even number of values', () => {
  expect(summarize([1, 2, 3, 4]).median).toBe(2.5);
});

test.each([
  ['five that agree', [100, 101, 99, 100, 102], true],
  ['one that is far off does not spoil it', [100, 101, 99, 100, 500], true],
  ['five that differ', [100, 130, 80, 100, 120], false],
  ['exactly 15 %', [92, 92.5, 100, 107.5, 108], true],
  ['a little more', [92, 92.4, 100, 107.5, 108], false],
  ['four rounds', [100, 100, 100, 100], false],
  ['zeros', [0, 0, 0, 0, 0], true],
  ['none', [], false],
])('conclusive: %s', (_, values, conclusive) => {
  expect(summarize(values).conclusive).toBe(conclusive);
});

test('quantiles interpolate', () => {
  expect(quantile([0, 10], 0.25)).toBe(2.5);
  expect(quantile([7], 0.99)).toBe(7);
  expect(quantile([], 0.5)).toBeNaN();
});

test('ratios pair the rounds', () => {
  expect(ratios([20, 44, 9], [10, 22])).toEqual([2, 2]);
});
