import { Waiters } from './waiters.ts';

test('a wake ends all waits before it and none after it; one that was given up is not among them', async () => {
  const waiters = new Waiters();
  const ended: string[] = [];
  const given = new AbortController();
  const never = new AbortController().signal;
  const waits = [
    waiters.wait(never).then(() => ended.push('a')),
    waiters.wait(given.signal).catch((error: Error) => ended.push(error.message)),
    waiters.wait(never).then(() => ended.push('b')),
  ];
  given.abort(new Error('given up'));
  waiters.wake();
  void waiters.wait(never).then(() => ended.push('later'));
  await Promise.all(waits);
  expect(ended.sort()).toEqual(['a', 'b', 'given up']);
  await expect(waiters.wait(AbortSignal.abort(new Error('now')))).rejects.toThrow('now');
});
