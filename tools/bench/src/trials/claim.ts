import { errorCount, type LoadResult } from '../load/job.ts';
import type { Summary } from '../statistics.ts';
import { figure } from '../table.ts';

/** Something that a trial holds against what it measured. */
export interface Claim {
  readonly what: string;
  readonly measured: number;
  readonly bound: number;
  readonly unit: string;
  readonly relation: 'at most' | 'at least' | 'exactly';
  readonly holds: boolean;
}

export function atMost(what: string, measured: number, bound: number, unit = ''): Claim {
  return { what, measured, bound, unit, relation: 'at most', holds: measured <= bound };
}

export function atLeast(what: string, measured: number, bound: number, unit = ''): Claim {
  return { what, measured, bound, unit, relation: 'at least', holds: measured >= bound };
}

export function exactly(what: string, measured: number, bound: number, unit = ''): Claim {
  return { what, measured, bound, unit, relation: 'exactly', holds: measured === bound };
}

/** The same claim, which fails where the rounds are too few or differ too much to say anything. */
export function inconclusiveUnless({ conclusive, spread, values }: Summary, claim: Claim): Claim {
  return conclusive ? claim : { ...claim, what: `${claim.what} (inconclusive: ${values.length} rounds, spread ${Math.round(spread * 100)} %)`, holds: false };
}

/** No client met an error; where some did, the words say which. */
export function noErrors(...results: readonly Pick<LoadResult, 'errors'>[]): Claim {
  const kinds = [...new Set(results.flatMap(({ errors }) => Object.keys(errors)))];
  const what = kinds.length === 0 ? 'client errors' : `client errors, of them ${kinds.join(', ')}`;
  return exactly(what, results.reduce((sum, { errors }) => sum + errorCount({ errors }), 0), 0);
}

/** One line: `holds  what: measured unit (relation bound)`. */
export function claimText({ what, measured, bound, unit, relation, holds }: Claim): string {
  return `${holds ? 'holds ' : 'FAILS '} ${what}: ${exact(measured)}${unit === '' ? '' : ` ${unit}`} (${relation} ${exact(bound)})`;
}

/** Counts in full, all else with three digits. */
function exact(value: number): string {
  return Number.isInteger(value) ? String(value) : figure(value);
}
