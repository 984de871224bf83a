import { compileTerm, predicate, type Filter, type Predicate } from '@weir/query';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { compile, type Condition } from './compile.ts';

/** How a search goes about it. */
export interface Plan {
  readonly condition: Condition;
  /** Where the condition is not exact: to be asked of each flow that it lets through. */
  readonly matches: Predicate | undefined;
  /** No flow before it can match; microseconds. */
  readonly sinceUs: number;
  /** A query for the numbers `n` of few flows, all that can match among them, from an index other than that of time. */
  readonly few: Query | undefined;
}

export interface Query {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

/** So many are few: sorted in one go. */
const fewRows = 10_000;

/** More hosts than this are not tried one after another. */
const fewHosts = 1000;

const everything: Condition = { sql: '1', exact: true, regexes: [] };

export function planOf(db: DatabaseSync, filter: Filter | undefined, sinceUs = 0): Plan {
  if (filter === undefined) return { condition: everything, matches: undefined, sinceUs, few: undefined };
  const condition = compile(filter);
  const terms = conjuncts(filter);
  return {
    condition,
    matches: condition.exact ? undefined : predicate(filter),
    sinceUs: Math.max(sinceUs, ...terms.map((term) => (term.kind === 'since' ? term.sinceUs : 0))),
    few: terms.map((term) => indexed(db, term)).find((query) => query !== undefined && isFew(db, query)),
  };
}

/** What all must be true. */
function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.of.flatMap(conjuncts) : [filter];
}

function indexed(db: DatabaseSync, term: Filter): Query | undefined {
  if (term.kind === 'status' && term.status >= 400) {
    return { sql: 'select n from flow indexed by flow_status where status >= 400 and status = ?', parameters: [term.status] };
  }
  if (term.kind === 'flag' && term.operator === 'e') return { sql: 'select n from flow indexed by flow_error where error is not null', parameters: [] };
  if (term.kind !== 'regex' || term.operator !== 'd') return undefined;
  const regex = compileTerm(term);
  const found = (['host', 'named'] as const).map((column) => distinct(db, column)?.filter((name) => regex.test(name)));
  const [hosts, named] = found;
  if (hosts === undefined || named === undefined) return undefined;
  return { sql: `${oneOf('host', hosts)} union all ${oneOf('named', named)}`, parameters: [...hosts, ...named] };
}

function oneOf(column: 'host' | 'named', names: readonly string[]): string {
  return `select n from flow where ${column} in (${names.map(() => '?').join(', ')})`;
}

/** The names in an index, jumping from one to the next; undefined: too many. */
function distinct(db: DatabaseSync, column: 'host' | 'named'): string[] | undefined {
  const rows = db.prepare(`
    with recursive name (it) as (
      select min(${column}) from flow where ${column} is not null
      union all select (select min(${column}) from flow where ${column} > it) from name where it is not null
    ) select it from name where it is not null limit ?`).all(fewHosts + 1);
  return rows.length > fewHosts ? undefined : rows.map((row) => (row as { readonly it: string }).it);
}

function isFew(db: DatabaseSync, { sql, parameters }: Query): boolean {
  const row = db.prepare(`select count(*) as count from (select 1 from (${sql}) limit ${fewRows + 1})`).get(...parameters);
  return (row as { readonly count: number }).count <= fewRows;
}
