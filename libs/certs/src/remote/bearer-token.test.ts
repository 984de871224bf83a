import { bearerToken } from './bearer-token.ts';

test('what surrounds it in a file is not its own', () => {
  expect([bearerToken('abc.DEF-_'), bearerToken(' abc\r\n')]).toEqual(['abc.DEF-_', 'abc']);
});

test.each([['', 'it is empty'], [' \n', 'it is empty'], ['a b', 'it holds characters'], ['a\nb', 'it holds characters'], ['tökén', 'it holds characters']])('%j is no token, and is not shown', (text, message) => {
  expect(() => bearerToken(text)).toThrow(message);
  expect(() => bearerToken(text)).not.toThrow(/a b|tök/);
});
