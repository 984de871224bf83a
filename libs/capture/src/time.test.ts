import { microseconds, systemTimers } from './time.ts';

test('times are whole microseconds', () => {
  expect(microseconds({ nowMs: () => 1_795_427_200_000.25 })).toBe(1_795_427_200_000_250);
});

test('the timers of the system call once, and until they are stopped', async () => {
  let once = 0;
  let often = 0;
  systemTimers.after(1, () => once++);
  const stop = systemTimers.every(1, () => often++);
  while (often < 3) await new Promise((resolve) => setTimeout(resolve, 2));
  stop();
  const before = often;
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect([once, often]).toEqual([1, before]);
});
