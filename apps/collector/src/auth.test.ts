import { Auth } from './auth.ts';

const auth = new Auth('t0ken');

test.each([
  ['Bearer t0ken', undefined, true],
  ['bearer  t0ken', undefined, true],
  ['Bearer t0ke', undefined, false],
  ['Bearer t0ken2', undefined, false],
  ['Bearer', undefined, false],
  ['Basic t0ken', undefined, false],
  ['', undefined, false],
  [undefined, 't0ken', true],
  [undefined, 'other', false],
  [undefined, undefined, false],
  ['Bearer wrong', 't0ken', false],
])('Authorization %j with cookie %j: %j', (authorization, cookie, admitted) => {
  expect(auth.admits(authorization, cookie)).toBe(admitted);
});

test('no token is no way in', () => {
  expect(() => new Auth('')).toThrow('needs a token');
});
