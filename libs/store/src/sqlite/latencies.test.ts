import { seeded } from '@weir/testing';
import { Latencies, latencyError } from './latencies.ts';
import { percentile } from './percentile.ts';

function of(...values: number[]): Latencies {
  const latencies = new Latencies();
  for (const value of values) latencies.add(value);
  return latencies;
}

test.each([0, 1, 15, 16, 17, 31])('%i us are told exactly', (us) => {
  expect(of(us).percentiles([50])).toEqual([us]);
});

test.each([32, 33, 63, 64, 1000, 20_000, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 12_345, Number.MAX_SAFE_INTEGER])('%d us are told within the error', (us) => {
  const [told] = of(us).percentiles([99]);
  expect(Math.abs(told! - us)).toBeLessThanOrEqual(us * latencyError);
});

test('greater latencies never have lower buckets', () => {
  let before = -1;
  for (let us = 0; us < 5000; us++) {
    const [told] = of(us).percentiles([1]);
    expect(told).toBeGreaterThanOrEqual(before);
    before = told!;
  }
});

test('encoded and merged it is the same, many counts in few bytes', () => {
  const latencies = of(...Array.from({ length: 1000 }, (_, n) => n * 100));
  const encoded = latencies.encode();
  expect(encoded.length).toBeLessThan(300);
  const merged = new Latencies();
  merged.merge(encoded);
  expect(merged.encode()).toEqual(encoded);
  merged.merge(encoded);
  expect(merged.percentiles([50, 95, 99])).toEqual(latencies.percentiles([50, 95, 99]));
});

test('what is taken away again is gone', () => {
  const latencies = of(5, 1000);
  latencies.add(1000, -1);
  expect(latencies.percentiles([100])).toEqual([5]);
  latencies.add(5, -1);
  expect(latencies.isEmpty).toBe(true);
  latencies.add(7, -1);
  expect([latencies.isEmpty, latencies.encode().length]).toEqual([false, 0]);
});

test.each(Array.from({ length: 20 }, (_, seed) => [seed]))('percentiles are those of the values, within the error (seed %i)', (seed) => {
  const random = seeded(seed);
  const values = Array.from({ length: 1 + random(500) }, () => random(2 ** (1 + random(30))));
  const sorted = Float64Array.from(values).sort();
  const percents = [0, 1, 50, 95, 99, 100];
  of(...values).percentiles(percents).forEach((told, i) => {
    const exact = percentile(sorted, percents[i]!);
    expect(Math.abs(told - exact)).toBeLessThanOrEqual(exact * latencyError);
  });
});
