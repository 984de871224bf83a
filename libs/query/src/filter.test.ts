import { FilterError, filterLimits, flagOperators, regexOperators } from './filter.ts';

test('an error says where', () => {
  expect(new FilterError(7, 'expected more')).toMatchObject({ name: 'FilterError', position: 7, message: 'expected more' });
});

test('no operator is of two kinds, and each fits the parser\'s idea of a name', () => {
  const names = [...flagOperators, ...regexOperators];
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+$/);
  expect(filterLimits.pattern).toBeLessThan(filterLimits.length);
});
