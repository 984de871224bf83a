import { FilterError } from './filter.ts';
import { Scanner } from './scanner.ts';

test.each([
  ['abc def', 'abc', 3],
  ['a\\.b|c&!d(', 'a\\.b|c&!d', 9],
  ['é✓~q', 'é✓', 2],
  ['"a (b)" c', 'a (b)', 7],
  ["'it\\'s'", "it's", 7],
  ['"a\\\\d\\n"', 'a\\d\n', 8],
  ['"\\__proto__"', '__proto__', 12],
])('a word of %s', (text, word, end) => {
  const scanner = new Scanner(text);
  expect(scanner.word()).toBe(word);
  expect(scanner.offset).toBe(end);
});

test.each(['', ' a', '(a', ')', '~q'])('no word at %s', (text) => {
  const scanner = new Scanner(text);
  expect(scanner.word()).toBeUndefined();
  expect(scanner.offset).toBe(0);
});

test('an operator ends where a word does', () => {
  expect(new Scanner('bq"x"').operator()).toBe('bq');
  expect(new Scanner('all').operator()).toBe('all');
  expect(() => new Scanner('c404').operator()).toThrow(FilterError);
});

test('white space is skipped, also what is none in ASCII', () => {
  const scanner = new Scanner(' \t\u00a0\n~');
  scanner.skipSpace();
  expect([scanner.offset, scanner.peek(), scanner.peek(1), scanner.atEnd()]).toEqual([4, '~', '', false]);
});
