import { StoreError } from './store-error.ts';

test('carries its code, its cause, and the result code of the database', () => {
  const cause = Object.assign(new Error('disk I/O error'), { errcode: 10 });
  const error = new StoreError('cannot-open', 'why', { cause });
  expect(error).toMatchObject({ name: 'StoreError', code: 'cannot-open', message: 'why', errcode: 10, cause });
  expect(new StoreError('bad-cursor', 'why').errcode).toBeUndefined();
});
