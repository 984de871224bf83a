import type { Round } from './measure.ts';
import { scenarioReport, type Report } from './report.ts';
import { figure, reportText } from './table.ts';

function rounds(values: readonly number[], more: Partial<Round> = {}): Round[] {
  return values.map((cpuUs) => ({
    requests: 10, perSecond: 12_345.6, cpuUs, residentKb: 20 * 1024, peakKb: 1, latency: { p50: 1.234, p90: 2, p99: 30.6, p999: 4, max: 5 }, errors: {}, loadUs: 1, threadUs: {}, othersShare: 0, ...more,
  }));
}

const report: Report = {
  takenAt: '2026-11-25T00:00:00.000Z',
  machine: { cpu: 'A CPU', cores: 2, memoryGib: 24, kernel: '6.1', node: 'v24.0.0', openssl: '3', loadBefore: 0.1 },
  versions: { nginx: 'nginx/1', weir: 'weir 1', 'weir-off': 'weir 1' },
  options: { rounds: 5, seconds: 3, warmUpSeconds: 2, connections: 64, patienceSeconds: 30 },
  scenarios: [
    scenarioReport({ name: 'reverse-1k', title: 'one', comparisons: [{ of: 'weir', by: 'nginx', atMost: 3 }, { of: 'nginx', by: 'nginx' }] }, new Map([
      ['nginx', rounds([7, 7.1, 7.2, 7.1, 7])],
      ['weir', rounds([18, 30, 18, 25, 40], { besideUs: 9, othersShare: 0.23, errors: { reset: 1, 'status 502': 2 } })],
    ]), [{ contestant: 'haproxy', why: 'haproxy is not on PATH' }]),
    scenarioReport({ name: 'tcp-1k', title: 'two' }, new Map(), []),
  ],
};

test('the whole report', () => {
  expect(reportText(report)).toBe(`A CPU, 2 cores, 24 GiB, Linux 6.1, Node v24.0.0; load 0.1 before
5 rounds of 3 s after 2 s of warm-up, 64 connections; nginx/1; weir 1

reverse-1k: one
               CPU us/request  spread  x nginx  requests/s  p50 ms  p99 ms  RSS MB
  nginx                  7.10     1 %     1.00       12346    1.23    30.6    20.0
  weir                   25.0    48 %     3.52       12346    1.23    30.6    20.0  inconclusive; others took 23 % of the machine; 5 x reset; 10 x status 502
    beside it            9.00     0 %
  weir: 3.52 times nginx (spread 47 %; wanted: at most 3; inconclusive)
  nginx: 1.00 times nginx (spread 0 %)
  haproxy: haproxy is not on PATH

tcp-1k: two
`);
});

test.each([
  [0, '0'], [0.004, '0.00'], [0.5, '0.50'], [7.123, '7.12'], [18.87, '18.9'], [316, '316'], [4685.4, '4685'], [NaN, '-'], [Infinity, '-'],
])('%d is shown as %s', (value, text) => {
  expect(figure(value)).toBe(text);
});
