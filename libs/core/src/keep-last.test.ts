import { keepLast } from './keep-last.ts';

test('the last so many stay; one that comes again is the last', () => {
  const map = new Map<string, number>();
  for (const [key, value] of [['a', 1], ['b', 2], ['a', 3], ['c', 4]] as const) keepLast(map, key, value, 2);
  expect([...map]).toEqual([['a', 3], ['c', 4]]);
});
