import { posix } from 'node:path';
import type { MetricFacts } from '@weir/telemetry';
import { metricsPage, outsideGroups } from '../metrics-page.ts';
import { isModule, isTest } from '../modules.ts';
import type { Rule } from '../rule.ts';
import { isGenerated } from '../text-files.ts';
import type { Tree } from '../tree.ts';
import { findDifference } from '../written-page.ts';

/** Where metrics are named first. */
const table = 'libs/telemetry/src/names.ts';
const read = new Set(['.ts', '.tsx', '.mjs', '.js', '.md', '.json', '.yaml', '.yml', '.html']);

/**
 * Each metric has a name that says its kind and unit (prometheus.io, "Metric and label naming"), is made by some code, and is documented;
 * each `weir_` name anywhere is a metric, or one of `others`, which are by name what else it is.
 */
export function metricNames(metrics: Readonly<Record<string, MetricFacts>>, others: Readonly<Record<string, string>>): Rule {
  return {
    name: 'metric-names',
    check(tree) {
      const names = Object.keys(metrics);
      const found = occurrences(tree);
      const unknown = [...found].filter(([name]) => !names.includes(name) && others[name] === undefined);
      const made = (name: string): boolean => found.get(name)?.some((path) => isModule(path) && !isTest(path) && path !== table) ?? false;
      return [
        ...names.flatMap((name) => misnamed(name, metrics[name]!).map((why) => `${table}: ${name} ${why}`)),
        ...outsideGroups(names).map((name) => `${table}: ${name} is of no group of docs/metrics.md: tools/checks/src/metrics-page.ts has them`),
        ...names.filter((name) => !made(name)).map((name) => `${table}: ${name} is made by nothing`),
        ...unknown.map(([name, paths]) => `${paths[0]}: ${name} is no metric of ${table}`),
        ...Object.keys(others).filter((name) => !found.has(name)).map((name) => `the list of names that are no metrics: ${name} is nowhere: take it off`),
        ...findDifference(tree, 'docs/metrics.md', metricsPage(metrics), 'tools/checks/src/write-metrics.ts'),
      ];
    },
  };
}

function misnamed(name: string, { kind, unit, help }: MetricFacts): string[] {
  const base = name.replace(/_total$/, '');
  const units = { By: '_bytes', s: '_seconds' } as const;
  const suffix = units[unit as keyof typeof units];
  return [
    ...(/^weir(?:_[a-z][a-z0-9]*){2,}$/.test(name) ? [] : ['is not weir_, a group and words']),
    ...((kind === 'counter') === name.endsWith('_total') ? [] : [`is a ${kind}: counters alone end in _total`]),
    ...(suffix === undefined || base.endsWith(suffix) ? [] : [`does not end in ${suffix}, its unit`]),
    ...Object.values(units).filter((each) => each !== suffix && base.endsWith(each)).map((each) => `ends in ${each}, which is not its unit`),
    ...(/^[A-Z0-9].*\.$/.test(help) ? [] : ['has no sentence for its meaning']),
  ];
}

/** Paths by the names of that kind that stand there; a name is not a path or a part of one. */
function occurrences(tree: Tree): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of tree.paths) {
    if (!read.has(posix.extname(path)) || isGenerated(path)) continue;
    for (const name of new Set(tree.text(path).match(/\bweir_[a-z0-9_]*[a-z0-9]\b/g))) found.set(name, [...(found.get(name) ?? []), path]);
  }
  return found;
}
