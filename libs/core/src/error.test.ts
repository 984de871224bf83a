import { ProxyError } from './index.ts';

test('carries its code, and what the peer said', () => {
  const cause = new Error('ECONNREFUSED');
  const error = new ProxyError('upstream-refused', 'no', { cause, status: 403, reason: 'Forbidden' });
  expect(error).toMatchObject({ name: 'ProxyError', code: 'upstream-refused', message: 'no', status: 403, reason: 'Forbidden', cause });
  expect(error).toBeInstanceOf(Error);
});

test('without a cause it has none: not even an undefined one', () => {
  const error = new ProxyError('reset', 'gone');
  expect(error).not.toHaveProperty('cause');
  expect([error.status, error.reason]).toEqual([undefined, undefined]);
});

test('has no stack, and leaves that of others alone', () => {
  expect(new ProxyError('reset', 'gone').stack).toBe('ProxyError: gone');
  expect(new Error('a bug').stack).toMatch(/\n +at /);
});
