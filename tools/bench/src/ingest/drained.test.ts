import { drained, whenDrained } from './drained.ts';

test('what the first fifth took is not counted', () => {
  const looks = [
    { batches: 0, atMs: 0, cpuUs: 500_000 },
    { batches: 30, atMs: 1000, cpuUs: 1_000_000 },
    { batches: 60, atMs: 1300, cpuUs: 1_200_000 },
    { batches: 100, atMs: 2000, cpuUs: 1_700_000 },
  ];
  expect(drained(looks, 100, 100)).toEqual({ flowsPerSecond: 7000, cpuUsPerFlow: 100 });
});

test('looks until all is acknowledged, and says where that cannot be found out', async () => {
  const counts = [0, 40, 100];
  const looks = await whenDrained(process.pid, 100, () => Promise.resolve(counts.shift()!));
  expect(looks.map(({ batches }) => batches)).toEqual([0, 40, 100]);
  expect(looks[2]!.cpuUs).toBeGreaterThan(0);
  await expect(whenDrained(process.pid, 1, () => Promise.reject(new Error('no consumer')))).rejects.toThrow('no consumer');
});
