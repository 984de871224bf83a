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

/** One line: `holds  what: measured unit (relation bound)`. */
export function claimText({ what, measured, bound, unit, relation, holds }: Claim): string {
  return `${holds ? 'holds ' : 'FAILS '} ${what}: ${exact(measured)}${unit === '' ? '' : ` ${unit}`} (${relation} ${exact(bound)})`;
}

/** Counts in full, all else with three digits. */
function exact(value: number): string {
  return Number.isInteger(value) ? String(value) : figure(value);
}
