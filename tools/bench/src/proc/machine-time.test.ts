import { machineTime, parseMachineTime } from './machine-time.ts';

test('/proc/stat', () => {
  expect(parseMachineTime('cpu  100 20 30 1000 50 7 8 4 99 99\ncpu0 1 1 1 1 1 1 1 1 0 0\nintr 5\n')).toEqual({ busyUs: 1_540_000, totalUs: 12_190_000 });
});

test.each(['', 'cpu0 1 2 3 4 5 6 7 8\n', 'cpu  1 2 3\n'])('%j is refused', (text) => {
  expect(() => parseMachineTime(text)).toThrow('not /proc/stat');
});

test('the real one', () => {
  const { busyUs, totalUs } = machineTime();
  expect(busyUs).toBeGreaterThan(0);
  expect(totalUs).toBeGreaterThan(busyUs);
});
