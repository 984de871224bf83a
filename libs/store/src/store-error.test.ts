import { hindersEveryAppend, StoreError } from './store-error.ts';

test('carries its code, its cause, and the result code of the database', () => {
  const cause = Object.assign(new Error('disk I/O error'), { errcode: 10 });
  const error = new StoreError('cannot-open', 'why', { cause });
  expect(error).toMatchObject({ name: 'StoreError', code: 'cannot-open', message: 'why', errcode: 10, cause });
  expect(new StoreError('bad-cursor', 'why').errcode).toBeUndefined();
});

test.each([
  [new StoreError('disk-full', 'why'), true], [new StoreError('newer-version', 'why'), true], [new StoreError('corrupt-record', 'why'), false],
  [Object.assign(new Error('database is locked'), { errcode: 517 }), true], [Object.assign(new Error('disk I/O error'), { errcode: 778 }), true],
  [Object.assign(new Error('constraint failed'), { errcode: 19 }), false], [new Error('no batch'), false],
])('hinders every append, or one batch alone: %s, %j', (error, hinders) => {
  expect(hindersEveryAppend(error)).toBe(hinders);
});
