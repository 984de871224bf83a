import { mostOthers } from './others.ts';
import type { Report, Result, ScenarioReport } from './report.ts';
import type { Summary } from './statistics.ts';

/** The report for people, in lines. */
export function reportText(report: Report): string {
  const { machine, options, versions } = report;
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, Linux ${machine.kernel}, Node ${machine.node}; load ${machine.loadBefore} before`,
    `${options.rounds} rounds of ${options.seconds} s after ${options.warmUpSeconds} s of warm-up, ${options.connections} connections; ${[...new Set(Object.values(versions))].join('; ')}`,
    ...report.scenarios.flatMap((scenario) => ['', ...scenarioLines(scenario)]),
    '',
  ].join('\n');
}

const headings = ['', 'CPU us/request', 'spread', 'x nginx', 'requests/s', 'p50 ms', 'p99 ms', 'RSS MB', ''];

function scenarioLines({ name, title, results, absent, comparisons = [] }: ScenarioReport): string[] {
  const rows = results.flatMap(resultRows);
  return [
    `${name}: ${title}`,
    ...(rows.length === 0 ? [] : aligned([headings, ...rows])),
    ...comparisons.map(({ of, by, atMost, times }) => {
      const remarks = [`spread ${percent(times.spread)}`, ...(atMost === undefined ? [] : [`wanted: at most ${atMost}`]), ...verdict(times)];
      return `  ${of}: ${figure(times.median)} times ${by} (${remarks.join('; ')})`;
    }),
    ...absent.map(({ contestant, why }) => `  ${contestant}: ${why}`),
  ];
}

function resultRows(result: Result): string[][] {
  const { contestant, cpuUs, besideUs, timesNginx, perSecond, residentKb, p50Ms, p99Ms, othersShare } = result;
  const errors = Object.entries(result.errors).map(([kind, count]) => `${count} x ${kind}`);
  const own = [
    contestant, figure(cpuUs.median), percent(cpuUs.spread), timesNginx === undefined ? '' : figure(timesNginx.median), figure(perSecond.median),
    figure(p50Ms.median), figure(p99Ms.median), figure(residentKb.median / 1024), [...verdict(cpuUs), ...disturbance(othersShare), ...errors].join('; '),
  ];
  if (besideUs === undefined) return [own];
  return [own, ['  beside it', figure(besideUs.median), percent(besideUs.spread), '', '', '', '', '', verdict(besideUs).join('; ')]];
}

/** A figure that varies too much is no result. */
function verdict(summary: Summary): string[] {
  return summary.conclusive ? [] : ['inconclusive'];
}

function disturbance({ median }: Summary): string[] {
  return median > mostOthers ? [`others took ${percent(median)} of the machine`] : [];
}

/** Three digits that mean something. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 2));
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Names to the left, figures to the right, remarks to the left again. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    const cells = row.map((cell, column) => (column === 0 || column === row.length - 1 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)));
    return `  ${cells.join('  ')}`.trimEnd();
  });
}
