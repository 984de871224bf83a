import { Latencies } from './latencies.ts';

function of(values: Iterable<number>): ReturnType<Latencies['summary']> {
  const latencies = new Latencies();
  for (const value of values) latencies.add(value);
  return latencies.summary();
}

test('none', () => {
  expect(of([])).toEqual({ p50: 0, p90: 0, p99: 0, p999: 0, max: 0 });
});

test('one', () => {
  expect(of([2.5])).toEqual({ p50: 2.5, p90: 2.5, p99: 2.5, p999: 2.5, max: 2.5 });
});

test('percentiles of 1..1000 ms, each known to 1.6 % and never too low', () => {
  const summary = of(Array.from({ length: 1000 }, (_, index) => index + 1));
  expect(summary.max).toBe(1000);
  for (const [key, exact] of [['p50', 500], ['p90', 900], ['p99', 990], ['p999', 999]] as const) {
    expect(summary[key]).toBeGreaterThanOrEqual(exact);
    expect(summary[key]).toBeLessThan(exact * 1.016);
  }
});

test.each([0, 0.001, 0.063, 0.064, 0.127, 0.128, 0.129, 1, 65.535, 65.536, 60_000, 3_600_000])('%d ms is found again', (ms) => {
  const { p50 } = of([ms, ms, 1e9]);
  expect(p50).toBeGreaterThanOrEqual(ms);
  expect(p50).toBeLessThanOrEqual(ms * 1.016);
});

test('a clock that steps back and a very long one stay in range', () => {
  expect(of([-5]).max).toBe(0);
  expect(of([1e12]).p50).toBeCloseTo(0xffff_ffff / 1000);
});
