import { performance } from 'node:perf_hooks';
import { processFigures, watchThread } from './process.ts';

test('the process: seconds and bytes', () => {
  const { cpuSeconds, residentBytes, startSeconds } = processFigures();
  expect(cpuSeconds).toBeCloseTo(process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6, 0);
  expect(residentBytes).toBeGreaterThan(10 * 1024 * 1024);
  expect(startSeconds).toBeLessThanOrEqual(Date.now() / 1000);
  expect(startSeconds).toBeCloseTo(performance.timeOrigin / 1000, 0);
  expect(processFigures().startSeconds).toBe(startSeconds);
});

test('the thread: its heap and its event loop', async () => {
  const { figures, end } = watchThread();
  expect(figures().loopDelay).toEqual({ p50: 0, p99: 0, max: 0 });
  // The watch begins with the first timer; the second is late.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const until = performance.now() + 120;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { heapBytes, loopDelay } = figures();
  end();
  expect(heapBytes).toBeGreaterThan(1024 * 1024);
  expect(loopDelay.max).toBeGreaterThan(0.05);
  expect(loopDelay.p50).toBeLessThanOrEqual(loopDelay.p99);
  expect(loopDelay.p99).toBeLessThanOrEqual(loopDelay.max);
});
