import { headerValue } from './headers.ts';

test('the first one, whatever its case', () => {
  expect(headerValue([['A', '1'], ['Content-TYPE', 'x'], ['content-type', 'y']], 'content-type')).toBe('x');
  expect(headerValue([['A', '1']], 'b')).toBeUndefined();
});
