import type { Machine } from './machine.ts';
import { roundErrors, type MeasureOptions, type Round } from './measure.ts';
import type { Comparison, Scenario } from './scenario.ts';
import { ratios, summarize, type Summary } from './statistics.ts';

/** Everything about one contestant in one scenario. */
export interface Result {
  readonly contestant: string;
  readonly rounds: readonly Round[];
  readonly cpuUs: Summary;
  readonly besideUs?: Summary;
  readonly perSecond: Summary;
  readonly residentKb: Summary;
  readonly p50Ms: Summary;
  readonly p99Ms: Summary;
  /** What processes that are none of the benchmark's took of the machine, from 0 to 1. */
  readonly othersShare: Summary;
  /** CPU by that of nginx in the same round. */
  readonly timesNginx?: Summary;
  readonly errors: Readonly<Record<string, number>>;
}

export interface ScenarioReport {
  readonly name: string;
  readonly title: string;
  readonly results: readonly Result[];
  /** Without those of whom one was not measured. */
  readonly comparisons?: readonly (Comparison & { readonly times: Summary })[];
  /** Who could not take part, and why. */
  readonly absent: readonly { readonly contestant: string; readonly why: string }[];
}

export interface Report {
  readonly takenAt: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly options: MeasureOptions & { readonly rounds: number };
  readonly scenarios: readonly ScenarioReport[];
}

/** `rounds` by contestant, in the order in which they are shown. */
export function scenarioReport(scenario: Pick<Scenario, 'name' | 'title' | 'comparisons'>, rounds: ReadonlyMap<string, readonly Round[]>, absent: ScenarioReport['absent']): ScenarioReport {
  const measured = [...rounds].filter(([, own]) => own.length > 0);
  const reference = rounds.get('nginx')?.map((round) => round.cpuUs);
  const results = measured.map(([contestant, own]) => result(contestant, own, reference));
  const comparisons = compared(scenario.comparisons ?? [], results);
  return { name: scenario.name, title: scenario.title, absent, results, ...(comparisons.length > 0 && { comparisons }) };
}

function compared(wanted: readonly Comparison[], results: readonly Result[]): ScenarioReport['comparisons'] & {} {
  const cpuOf = (name: string): readonly number[] => results.find(({ contestant }) => contestant === name)?.cpuUs.values ?? [];
  return wanted.map((each) => ({ ...each, times: summarize(ratios(cpuOf(each.of), cpuOf(each.by))) })).filter(({ times }) => times.values.length > 0);
}

function result(contestant: string, rounds: readonly Round[], reference: readonly number[] | undefined): Result {
  const of = (pick: (round: Round) => number): Summary => summarize(rounds.map(pick));
  const cpuUs = of((round) => round.cpuUs);
  return {
    contestant,
    rounds,
    cpuUs,
    ...(rounds[0]?.besideUs === undefined ? {} : { besideUs: of((round) => round.besideUs!) }),
    perSecond: of((round) => round.perSecond),
    residentKb: of((round) => round.residentKb),
    p50Ms: of((round) => round.latency.p50),
    p99Ms: of((round) => round.latency.p99),
    othersShare: of((round) => round.othersShare),
    ...(reference === undefined || reference.length === 0 ? {} : { timesNginx: summarize(ratios(cpuUs.values, reference)) }),
    errors: roundErrors(rounds),
  };
}
