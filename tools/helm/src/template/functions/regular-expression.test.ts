import { goRegExp } from './regular-expression.ts';

test('what both have', () => {
  expect(goRegExp('^(?:a|b)[0-9]+$').test('a12')).toBe(true);
});

test.each(['a(?=b)', 'a(?!b)', '(?<=a)b', '(?P<n>a)', '(?i)a', '(a)\\1', '(?<n>a)\\k<n>'])('%s is refused', (pattern) => {
  expect(() => goRegExp(pattern)).toThrow(`the pattern ${pattern} has what Go's regular expressions have not`);
});
