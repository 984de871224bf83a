import { AuthorityError } from '@weir/x509';
import { unlessRefused } from './authority-error.ts';

test('an AuthorityError is an answer, any other error is a bug', () => {
  expect(unlessRefused(() => 1)).toBe(1);
  expect(unlessRefused(() => { throw new AuthorityError('no'); })).toBeUndefined();
  expect(() => unlessRefused(() => { throw new TypeError('bug'); })).toThrow(TypeError);
});
