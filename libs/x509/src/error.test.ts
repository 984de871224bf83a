import { AuthorityError } from './error.ts';

test('the file stands first, and is told apart', () => {
  const cause = new Error('why');
  const error = new AuthorityError('is wrong: mend it', { file: '/a/ca.pem', cause });
  expect(error).toMatchObject({ name: 'AuthorityError', message: '/a/ca.pem: is wrong: mend it', file: '/a/ca.pem', cause });
});

test('without a file or a cause there is none', () => {
  const error = new AuthorityError('is wrong');
  expect(error.message).toBe('is wrong');
  expect(error.file).toBeUndefined();
  expect('cause' in error).toBe(false);
});
