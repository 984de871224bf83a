import type { FlowJson } from '@weir/flow';
import { FilterError, parseFilter, predicate, type Filter } from '@weir/query';
import { Problem } from './problem.ts';

/** A filter of the query string, for the store and for the live tail. */
export interface FilterParameter {
  readonly filter: Filter;
  readonly matches: (flow: FlowJson) => boolean;
}

/** Absent: everything. A bad one is a problem (400) that says where. */
export function readFilter(text: string | undefined): FilterParameter | undefined {
  if (text === undefined) return undefined;
  try {
    const filter = parseFilter(text);
    return { filter, matches: predicate(filter) };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new Problem(400, 'Bad filter', error.message, { parameter: 'filter', position: error.position });
  }
}
