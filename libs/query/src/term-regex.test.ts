import { FilterError, filterLimits, type RegexOperator } from './filter.ts';
import { compileTerm } from './term-regex.ts';

function found(pattern: string, text: string, operator: RegexOperator = 'u', caseSensitive = false): boolean {
  return compileTerm({ kind: 'regex', operator, pattern, caseSensitive }).test(text);
}

test('is found anywhere, in either case unless told otherwise', () => {
  expect(found('B.d', 'abcd')).toBe(true);
  expect(found('B.d', 'abcd', 'u', true)).toBe(false);
  expect(found('É', 'été')).toBe(true);
});

test('^ and $ are of a line in headers, . is any character in bodies', () => {
  const lines = 'a: 1\r\nb: 2\r\n';
  expect(found('^b:', lines, 'h')).toBe(true);
  expect(found('^b:', lines, 'u')).toBe(false);
  expect(found('1.+2', lines, 'b')).toBe(true);
  expect(found('1.+2', lines, 'h')).toBe(false);
});

test('Python writes the end of the text as \\Z, and a backslash before it is one', () => {
  expect(found('b\\Z', 'ab')).toBe(true);
  expect(found('a\\Z', 'ab')).toBe(false);
  expect(found('a\\\\Z', 'a\\Z')).toBe(true);
});

test.each(['(?=a)', '(a)\\1', '(', 'a{1001}', '\\'])('%s is refused, at the position that was given', (pattern) => {
  const compile = (): unknown => compileTerm({ kind: 'regex', operator: 'u', pattern, caseSensitive: false }, 7);
  expect(compile).toThrow(FilterError);
  expect(compile).toThrow(expect.objectContaining({ position: 7, message: expect.stringContaining('RE2 syntax') }));
});

test('the length is bounded', () => {
  expect(() => found('a'.repeat(filterLimits.pattern + 1), 'a')).toThrow(FilterError);
});
