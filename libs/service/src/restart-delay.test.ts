import { RestartDelay } from './restart-delay.ts';

test('waits longer each time, until one has run steadily', () => {
  const delay = new RestartDelay();
  expect([5, 5, 5, 5, 5].map((ranMs) => delay.next(ranMs))).toEqual([100, 1_000, 5_000, 30_000, 30_000]);
  expect([60_001, 60_000].map((ranMs) => delay.next(ranMs))).toEqual([100, 1_000]);
});
