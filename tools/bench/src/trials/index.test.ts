import { trials, trialsNamed } from './index.ts';

test('each has a name of its own', () => {
  expect(new Set(trials.map(({ name }) => name)).size).toBe(trials.length);
});

test('by name, or all', () => {
  expect(trialsNamed(['drain', 'rate']).map(({ name }) => name)).toEqual(['drain', 'rate']);
  expect(trialsNamed(['drain', 'all'])).toBe(trials);
  expect(() => trialsNamed(['drain', 'flood'])).toThrow(/there is no trial flood; there are: all memory-requests .*hostile-silent/);
});
