import type { MetricFacts } from '@weir/telemetry';
import { metricsPage } from '../metrics-page.ts';
import { treeOf } from '../tree.ts';
import { metricNames } from './metric-names.ts';

// Not whole: the rule is applied to this file too.
const prefix = 'weir_';
const bytes = `${prefix}bus_held_bytes`;
const facts: MetricFacts = { kind: 'gauge', unit: 'By', help: 'Words.', services: 'each' };

function check(metrics: Record<string, MetricFacts>, files: Record<string, string> = {}, others: Record<string, string> = {}) {
  const made = { 'libs/a/src/a.ts': Object.keys(metrics).join(' '), 'docs/metrics.md': metricsPage(metrics), 'libs/telemetry/src/names.ts': Object.keys(metrics).join(' ') };
  return metricNames(metrics, others).check(treeOf({ ...made, ...files }));
}

test('one that is named by its unit, made and documented', () => {
  expect(check({ [bytes]: facts, [`${prefix}proxy_errors_total`]: { ...facts, kind: 'counter', unit: '{error}' }, [`${prefix}process_cpu_seconds_total`]: { ...facts, kind: 'counter', unit: 's' } })).toEqual([]);
});

test.each([
  [`${prefix}bus_held`, facts, 'does not end in _bytes'],
  [`${prefix}bus_held_seconds`, { ...facts, unit: '{flow}' }, 'ends in _seconds, which is not its unit'],
  [`${prefix}bus_held_bytes_total`, facts, 'is a gauge: counters alone end in _total'],
  [bytes, { ...facts, kind: 'counter' }, 'is a counter'],
  [`${prefix}bus`, { ...facts, unit: '1' }, 'is not weir_, a group and words'],
  [`${prefix}bus_Held_bytes`, facts, 'is not weir_, a group and words'],
  [bytes, { ...facts, help: 'words' }, 'has no sentence'],
  [`${prefix}other_held_bytes`, facts, 'is of no group'],
] as [string, MetricFacts, string][])('%s %j', (name, metric, why) => {
  expect(check({ [name]: metric })).toContainEqual(expect.stringContaining(why));
});

test('one that nothing makes, though tests and pages have it', () => {
  expect(check({ [bytes]: facts }, { 'libs/a/src/a.ts': '', 'libs/a/src/a.test.ts': bytes, 'docs/b.md': bytes })).toEqual([`libs/telemetry/src/names.ts: ${bytes} is made by nothing`]);
});

test.each(['libs/b/src/b.ts', 'docs/b.md', 'deploy/rules.yaml'])('a name in %s that is no metric, unless the list has it', (path) => {
  const files = { [path]: `a "${prefix}bus_hold_bytes" b` };
  expect(check({ [bytes]: facts }, files)).toEqual([`${path}: ${prefix}bus_hold_bytes is no metric of libs/telemetry/src/names.ts`]);
  expect(check({ [bytes]: facts }, files, { [`${prefix}bus_hold_bytes`]: 'a column' })).toEqual([]);
});

test('what the list has and nobody writes; a page that is old', () => {
  expect(check({ [bytes]: facts }, {}, { [`${prefix}column`]: 'a column' })).toEqual([expect.stringContaining('take it off')]);
  expect(check({ [bytes]: facts }, { 'docs/metrics.md': metricsPage({}) })).toEqual([expect.stringContaining('write-metrics.ts writes it anew')]);
});
