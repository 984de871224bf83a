import { indexForTab } from './tab-keys.ts';

test('arrows go round, home and end to the ends', () => {
  expect(['ArrowRight', 'ArrowLeft', 'Home', 'End', 'a'].map((key) => indexForTab(key, 0, 3))).toEqual([1, 2, 0, 2, undefined]);
  expect(indexForTab('ArrowRight', 2, 3)).toBe(0);
});
