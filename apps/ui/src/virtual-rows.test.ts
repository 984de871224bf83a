import { indexForKey, scrollToShow, visibleRows } from './virtual-rows.ts';

test('draws what is in view and a little more', () => {
  expect(visibleRows(0, 280, 28, 100_000)).toEqual({ start: 0, end: 23 });
  expect(visibleRows(28_000, 280, 28, 100_000)).toEqual({ start: 988, end: 1023 });
  expect(visibleRows(1e9, 280, 28, 5)).toEqual({ start: 0, end: 5 });
  expect(visibleRows(-50, 280, 28, 0)).toEqual({ start: 0, end: 0 });
});

test('scrolls no more than is needed', () => {
  expect(scrollToShow(5, 0, 280, 28)).toBe(0);
  expect(scrollToShow(10, 0, 280, 28)).toBe(28);
  expect(scrollToShow(1, 280, 280, 28)).toBe(28);
});

test('keys', () => {
  const from = (key: string, current = 5): number | undefined => indexForKey(key, current, 10, 4);
  expect(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map((key) => from(key))).toEqual([6, 4, 9, 1, 0, 9]);
  expect([from('ArrowDown', -1), from('End', -1), from('ArrowDown', 9), from('x')]).toEqual([0, 9, 9, undefined]);
  expect(indexForKey('ArrowDown', -1, 0, 4)).toBeUndefined();
});
