import type { Round } from './measure.ts';
import { scenarioReport } from './report.ts';

function round(cpuUs: number, more: Partial<Round> = {}): Round {
  return { requests: 10, perSecond: 100, cpuUs, residentKb: 2048, peakKb: 4096, latency: { p50: 1, p90: 2, p99: 3, p999: 4, max: 5 }, errors: {}, loadUs: 1, threadUs: {}, othersShare: 0, ...more };
}

const scenario = { name: 's', title: 't' };

test('figures of each contestant, by that of nginx where it took part', () => {
  const rounds = new Map([
    ['nginx', [round(10), round(20)]],
    ['weir', [round(25, { besideUs: 5, errors: { reset: 1 } }), round(50, { besideUs: 7 })]],
    ['nobody', []],
  ]);
  const { results } = scenarioReport(scenario, rounds, []);
  expect(results.map(({ contestant }) => contestant)).toEqual(['nginx', 'weir']);
  expect(results[1]).toMatchObject({
    cpuUs: { median: 37.5, conclusive: false }, besideUs: { median: 6 }, timesNginx: { values: [2.5, 2.5], median: 2.5 },
    perSecond: { median: 100 }, residentKb: { median: 2048 }, p50Ms: { median: 1 }, p99Ms: { median: 3 }, errors: { reset: 1 },
  });
  expect(results[0]).not.toHaveProperty('besideUs');
});

test('without nginx there is nothing to compare with', () => {
  const { results } = scenarioReport(scenario, new Map([['nginx', []], ['weir', [round(1)]]]), []);
  expect(results[0]).not.toHaveProperty('timesNginx');
});

test('contestants by each other, where both took part', () => {
  const comparisons = [{ of: 'a', by: 'b', atMost: 2 }, { of: 'a', by: 'c' }];
  const rounds = new Map([['a', [round(30), round(60)]], ['b', [round(10), round(20)]], ['c', []]]);
  expect(scenarioReport({ ...scenario, comparisons }, rounds, []).comparisons).toEqual([{ of: 'a', by: 'b', atMost: 2, times: expect.objectContaining({ values: [3, 3], median: 3 }) }]);
  expect(scenarioReport(scenario, rounds, [])).not.toHaveProperty('comparisons');
});
