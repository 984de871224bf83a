import { resolveOptions } from '@weir/service';
import { collectorOptions, retentionLimits } from './options.ts';

const values = (given: Readonly<Record<string, string>>) => resolveOptions(collectorOptions, { given: new Map(Object.entries(given).map(([name, value]) => [name, [value]])), environment: {} });

test.each([
  [{}, {}],
  [{ retention_age: '2' }, { ageMs: 172_800_000 }],
  [{ retention_bytes: '1g' }, { maxBytes: 1_073_741_824 }],
])('%j: kept for %j', (given, limits) => {
  expect(retentionLimits(values(given))).toEqual(limits);
});
