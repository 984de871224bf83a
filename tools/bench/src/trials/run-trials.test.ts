import { atMost } from './claim.ts';
import { hasHeld, runTrials, trialText } from './run-trials.ts';
import type { Bench } from '../measure.ts';
import type { Trial } from './trial.ts';

const good: Trial = { name: 'good', title: 'a good one', run: ({ scale, say }) => {
  say('running');
  return Promise.resolve({ claims: [atMost('figure', scale, 1, 'MB')], figures: { whole: 12_345, part: 1.234 } });
} };
const bad: Trial = { name: 'bad', title: 'a bad one', run: () => Promise.resolve({ claims: [atMost('figure', 2, 1)], figures: {} }) };
const broken: Trial = { name: 'broken', title: 'a broken one', run: () => Promise.reject(new Error('no nginx')) };

test('one after the other, whatever becomes of each', async () => {
  const said: string[] = [];
  const texts: string[] = [];
  const reports = await runTrials({} as Bench, [broken, good, bad], 0.5, { say: (text) => said.push(text), done: (text) => texts.push(text) });
  expect(reports.map((report) => [report.name, hasHeld(report)])).toEqual([['broken', false], ['good', true], ['bad', false]]);
  expect(said).toEqual(['running']);
  expect(texts[0]).toMatch(/^broken: a broken one\n {2}FAILS {2}it could not be carried out: no nginx\n/);
  expect(texts[1]).toMatch(/^good: a good one\n {2}holds {2}figure: 0\.50 MB \(at most 1\)\n {2}whole 12345, part 1\.23\n {2}all claims hold; 0 s.*\n$/);
  expect(texts[2]).toMatch(/\n {2}NOT all claims hold; 0 s/);
});

test('a disturbed machine is told', () => {
  const report = { name: 'a', title: 'b', claims: [], figures: {}, seconds: 3.4, othersShare: 0.256 };
  expect(trialText(report)).toContain('all claims hold; 3 s, others took 26 % of the machine');
  expect(trialText({ ...report, othersShare: 0.1 })).not.toContain('others');
});
