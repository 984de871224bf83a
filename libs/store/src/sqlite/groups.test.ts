import { isoTime } from '@weir/flow';
import { factBits } from './columns.ts';
import type { Counted } from './counted.ts';
import { Groups } from './groups.ts';
import { Latencies } from './latencies.ts';
import type { MinuteRow } from './minutes.ts';

const flow: Counted = {
  started_us: 90e6, duration_us: 1000, type: 1, facts: factBits.response, status: 500, mode: 'regular', host: 'a', server: null, method: 'GET', error: null,
  request_bytes: 1, response_bytes: 2,
};

function minute(count: number, latencyUs: number): MinuteRow {
  const latencies = new Latencies();
  latencies.add(latencyUs, count);
  return { minute: 1, type: 1, status: 200, mode: 'regular', host: 'a', method: 'GET', count, errors: 1, request_bytes: 10, response_bytes: 20, latencies: latencies.encode() };
}

test('flows and sums of minutes are one group, and their latencies one histogram', () => {
  const groups = new Groups({ by: ['host'], stepUs: 60e6 });
  groups.of(90e6, () => 'a').add(flow);
  groups.of(60e6, () => 'a').addMinute(minute(3, 16));
  groups.of(120e6, () => 'a').add({ ...flow, status: 200, facts: 0 });
  expect(groups.toJson().groups).toEqual([
    {
      key: { host: 'a' }, at: isoTime(60e6), count: 4, errors: 2, errorRate: 0.5, requestBytes: 11, responseBytes: 22,
      latencyMs: { p50: 0.016, p95: expect.closeTo(1, 1), p99: expect.closeTo(1, 1) },
    },
    { key: { host: 'a' }, at: isoTime(120e6), count: 1, errors: 0, errorRate: 0, requestBytes: 1, responseBytes: 2 },
  ]);
});

test('by time, then the largest first, then by name', () => {
  const groups = new Groups({ by: ['host'] });
  for (const host of ['c', 'b', 'a', 'b']) groups.of(1, () => host).add(flow);
  expect(groups.toJson().groups.map(({ key }) => key.host)).toEqual(['b', 'a', 'c']);
});

test('what comes after ten thousand groups is one more', () => {
  const groups = new Groups({ by: ['host'], stepUs: 60e6 });
  for (let n = 0; n < 10_002; n++) groups.of(1, () => String(n)).add(flow);
  groups.of(1, () => '5').add(flow);
  const { groups: found } = groups.toJson();
  expect(found).toHaveLength(10_001);
  expect(found.find(({ key }) => key.host === '(other)')).toMatchObject({ count: 2 });
  expect(found.find(({ key }) => key.host === '(other)')).not.toHaveProperty('at');
  expect(found.find(({ key }) => key.host === '5')).toMatchObject({ count: 2 });
});
