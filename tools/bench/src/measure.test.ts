import { round, roundErrors } from './measure.ts';
import type { LoadResult } from './load/job.ts';
import type { Usage } from './proc/usage.ts';

const latency = { p50: 1, p90: 2, p99: 3, p999: 4, max: 5 };
const result: LoadResult = { requests: 1000, errors: { reset: 2 }, seconds: 2, perSecond: 500, latency, connections: 64, bytes: 1, ownCpuUs: 30 };

function usage(cpuUs: number, collectorUs: number, residentKb = 0): Usage {
  return { cpuUs, threadUs: new Map([['collector', collectorUs], ['MainThread', cpuUs - collectorUs]]), residentKb, peakKb: residentKb + 1, processes: [1] };
}

test('threads that are told apart count to the end of their work, the rest to the end of the load', () => {
  expect(round(result, { before: usage(1_000_000, 400_000), after: usage(2_000_000, 900_000, 7), settled: usage(2_300_000, 1_150_000, 8) }, 0.1, 'collector')).toEqual({
    requests: 1000, perSecond: 500, cpuUs: 500, besideUs: 750, residentKb: 7, peakKb: 9, latency, errors: { reset: 2 }, loadUs: 30,
    threadUs: { collector: 500, MainThread: 500 }, othersShare: 0.1,
  });
});

test('without such threads all of it is one figure', () => {
  const after = usage(2_000_000, 900_000);
  const measured = round(result, { before: usage(1_000_000, 400_000), after, settled: after }, 0);
  expect(measured.cpuUs).toBe(1000);
  expect(measured).not.toHaveProperty('besideUs');
});

test('no right answer is no division by zero', () => {
  expect(round({ ...result, requests: 0 }, { before: usage(0, 0), after: usage(50, 0), settled: usage(50, 0) }, 0).cpuUs).toBe(50);
});

test('errors of all rounds', () => {
  expect(roundErrors([{ errors: { a: 1 } }, { errors: {} }, { errors: { a: 2, b: 1 } }])).toEqual({ a: 3, b: 1 });
});
