import { MemoryWatch } from './memory-watch.ts';

test('the most is kept, against the first', async () => {
  const figures = [100, 90, 130, 120];
  let looks = 0;
  const watch = new MemoryWatch(() => figures[Math.min(looks++, 3)]!, 1);
  while (looks < 4) await new Promise((resolve) => setTimeout(resolve, 1));
  watch.stop();
  const until = looks;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(looks).toBe(until);
  expect([watch.first, watch.most, watch.growth]).toEqual([100, 130, 30]);
});

test('stopping looks once more', () => {
  let now = 5;
  const watch = new MemoryWatch(() => now);
  now = 8;
  watch.stop();
  expect(watch.growth).toBe(3);
});
