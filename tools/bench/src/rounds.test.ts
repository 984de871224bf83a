import type { Contestant } from './contestant.ts';
import type { Round } from './measure.ts';
import { interleavedRounds, lineUp } from './rounds.ts';
import { scenariosNamed } from './scenario.ts';

const scenarios = scenariosNamed(['reverse-1k', 'tcp-1k']);

function contestant(name: string, more: Partial<Contestant> = {}): Contestant {
  return { name, missing: () => undefined, does: () => true, version: () => name, start: () => Promise.reject(new Error('not here')), ...more };
}

function round(cpuUs: number, more: Partial<Round> = {}): Round {
  return { requests: 1, perSecond: 1, cpuUs, residentKb: 1, peakKb: 1, latency: { p50: 1, p90: 1, p99: 1, p999: 1, max: 1 }, errors: {}, loadUs: 1, threadUs: {}, othersShare: 0, ...more };
}

test('who takes part', () => {
  const everyone = [contestant('a'), contestant('b', { does: ({ protocol }) => protocol === 'tcp' }), contestant('c', { missing: () => 'apt-get install c' })];
  const { entries, absent } = lineUp(scenarios, () => everyone);
  expect(entries.map(({ scenario, contestant: { name } }) => `${scenario.name} ${name}`)).toEqual(['reverse-1k a', 'tcp-1k a', 'tcp-1k b']);
  expect(Object.fromEntries(absent)).toEqual({
    'reverse-1k': [{ contestant: 'c', why: 'apt-get install c' }],
    'tcp-1k': [{ contestant: 'c', why: 'apt-get install c' }],
  });
});

test('rounds are interleaved over everything, and ratios are of the same round', async () => {
  const entries = lineUp(scenarios, () => [contestant('nginx'), contestant('weir')]);
  const order: string[] = [];
  let time = 0;
  const reports = await interleavedRounds(entries, 3, ({ scenario, contestant: { name } }) => {
    order.push(`${scenario.name} ${name}`);
    // The machine becomes slower and slower.
    const slow = 2 ** Math.floor(time++ / 4);
    return Promise.resolve(round(slow * (name === 'weir' ? 30 : 10)));
  }, () => undefined);
  const once = ['reverse-1k nginx', 'reverse-1k weir', 'tcp-1k nginx', 'tcp-1k weir'];
  expect(order).toEqual([...once, ...once, ...once]);
  expect(reports.map(({ name }) => name)).toEqual(['reverse-1k', 'tcp-1k']);
  const weir = reports[0]!.results.find((result) => result.contestant === 'weir')!;
  expect(weir.cpuUs.values).toEqual([30, 60, 120]);
  expect(weir.timesNginx).toMatchObject({ median: 3, spread: 0 });
});

test('what others disturb is taken again; what is disturbed each time is kept at its best', async () => {
  const told: string[] = [];
  const entries = lineUp(scenarios.slice(0, 1), () => [contestant('a')]);
  const shares = [0.3, 0.1, 0.5, 0.2, 0.4, 0];
  const [report] = await interleavedRounds(entries, 3, () => Promise.resolve(round(1, { othersShare: shares.shift()! })), (text) => told.push(text));
  expect(report!.results[0]!.othersShare.values).toEqual([0.1, 0.2, 0]);
  expect(told.map((text) => text.includes('disturbed: others took 20 % of the machine'))).toEqual([false, true, false]);
});

test('one that fails is left out and told of, the others go on', async () => {
  const told: string[] = [];
  const entries = lineUp(scenarios.slice(0, 1), () => [contestant('a'), contestant('b')]);
  let calls = 0;
  const [report] = await interleavedRounds(entries, 3, ({ contestant: { name } }) => {
    calls++;
    return name === 'a' ? Promise.reject(new Error('a is broken')) : Promise.resolve(round(1));
  }, (text) => told.push(text));
  expect(calls).toBe(4);
  expect(report!.absent).toEqual([{ contestant: 'a', why: 'a is broken' }]);
  expect(report!.results.map((result) => [result.contestant, result.rounds.length])).toEqual([['b', 3]]);
  expect(told[0]).toBe('round 1/3  reverse-1k  a  a is broken');
});
