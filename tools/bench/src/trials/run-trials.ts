import type { Machine } from '../machine.ts';
import type { Bench } from '../measure.ts';
import { momentNow, mostOthers, othersShare } from '../others.ts';
import { figure } from '../table.ts';
import { claimText } from './claim.ts';
import type { Trial, TrialResult } from './trial.ts';

export interface TrialReport extends TrialResult {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  /** What processes that are none of the benchmark's took of the machine meanwhile, from 0 to 1. */
  readonly othersShare: number;
  /** Why it could not be carried out; it has failed then. */
  readonly failure?: string;
}

export interface TrialsReport {
  readonly takenAt: string;
  readonly machine: Machine;
  readonly scale: number;
  readonly trials: readonly TrialReport[];
}

export interface Told {
  say(text: string): void;
  /** The text of one that is over. */
  done(text: string): void;
}

/** One after the other. One that cannot be carried out fails, and the next follows. */
export async function runTrials(bench: Bench, wanted: readonly Trial[], scale: number, { say, done }: Told): Promise<readonly TrialReport[]> {
  const reports: TrialReport[] = [];
  for (const trial of wanted) {
    const began = momentNow();
    const since = performance.now();
    const result = await trial.run({ ...bench, scale, say }).catch((error: unknown) => ({ claims: [], figures: {}, failure: (error as Error).message }));
    const { name, title } = trial;
    const report: TrialReport = { name, title, seconds: (performance.now() - since) / 1000, othersShare: othersShare(began, momentNow()), ...result };
    reports.push(report);
    done(trialText(report));
  }
  return reports;
}

export function hasHeld({ claims, failure }: TrialReport): boolean {
  return failure === undefined && claims.every(({ holds }) => holds);
}

/** For people, in lines. */
export function trialText(report: TrialReport): string {
  const { name, title, claims, figures, seconds, othersShare: others, failure } = report;
  const share = others > mostOthers ? `, others took ${Math.round(others * 100)} % of the machine` : '';
  return [
    `${name}: ${title}`,
    ...(failure === undefined ? [] : [`  FAILS  it could not be carried out: ${failure}`]),
    ...claims.map((claim) => `  ${claimText(claim)}`),
    `  ${Object.entries(figures).map(([key, value]) => `${key} ${Number.isInteger(value) ? value : figure(value)}`).join(', ')}`,
    `  ${hasHeld(report) ? 'all claims hold' : 'NOT all claims hold'}; ${Math.round(seconds)} s${share}`,
    '',
  ].join('\n');
}
