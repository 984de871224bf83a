import type { FlowState, FlowType } from '@weir/flow';

/** Operators that take nothing. */
export const flagOperators = [
  'a', 'all', 'dns', 'e', 'http', 'marked', 'q', 'replay', 'replayq', 'replays', 's', 'tcp', 'udp', 'websocket',
] as const;
export type FlagOperator = (typeof flagOperators)[number];

/** Operators that take a regular expression. */
export const regexOperators = [
  'b', 'bq', 'bs', 'comment', 'd', 'dst', 'h', 'hq', 'hs', 'm', 'marker', 'meta', 'mode', 'node', 'ns', 'pod', 'sa', 'src', 't', 'tq', 'ts', 'u',
] as const;
export type RegexOperator = (typeof regexOperators)[number];

/** A parsed filter: plain data. `parseFilter` makes it; `predicate` and a store's query language read it. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'flag'; readonly operator: FlagOperator }
  | RegexTerm
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'type'; readonly type: FlowType }
  | { readonly kind: 'state'; readonly state: FlowState }
  /** Started at or after; microseconds since the epoch. */
  | { readonly kind: 'since'; readonly sinceUs: number };

export interface RegexTerm {
  readonly kind: 'regex';
  readonly operator: RegexOperator;
  /** As written, in RE2's syntax; `compileTerm` adds the operator's flags. */
  readonly pattern: string;
  readonly caseSensitive: boolean;
}

/** Text that is no filter. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  /** Where in the text, in UTF-16 units from 0. */
  readonly position: number;

  constructor(position: number, message: string) {
    super(message);
    this.position = position;
  }
}

/** Bounds for hostile filters: what they allow costs milliseconds to parse and a few to run on a flow. */
export const filterLimits = {
  /** UTF-16 units of the whole text. */
  length: 8192,
  /** Parentheses and negations within each other. */
  depth: 64,
  /** Operators and naked words. */
  terms: 256,
  /** UTF-16 units of one regular expression. */
  pattern: 1024,
  /** Instructions of all compiled expressions together: what a byte that is searched may cost. RE2 refuses more than 1000 repetitions. */
  program: 2048,
} as const;
