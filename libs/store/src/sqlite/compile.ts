import { flowStateNumbers, flowTypeNumbers } from '@weir/flow';
import { compileTerm, type Filter, type FlagOperator, type RegexOperator, type TermRegex } from '@weir/query';

/** A condition over the columns of `flow`. It is never null: `not` of it is its opposite. */
export interface Condition {
  readonly sql: string;
  /** It holds for exactly the flows of the filter. Otherwise it holds for these and others: what it lets through is to be looked at. */
  readonly exact: boolean;
  /** What `weir_found(i, text)` in the condition searches for. */
  readonly regexes: readonly TermRegex[];
}

/** Columns that have the text which an operator looks at. The other operators need the record. */
const searched: Partial<Record<RegexOperator, readonly string[]>> = {
  u: ['url'], d: ['host', 'named'], m: ['method'], mode: ['mode'], src: ['client'], dst: ['server'],
};

const flags: Readonly<Record<FlagOperator, string>> = {
  all: '1', a: '(facts & 8) <> 0', e: 'error is not null',
  http: `type = ${flowTypeNumbers.http}`, tcp: `type = ${flowTypeNumbers.tcp}`, udp: `type = ${flowTypeNumbers.udp}`, dns: `type = ${flowTypeNumbers.dns}`,
  q: '(facts & 2) <> 0', s: '(facts & 1) <> 0', websocket: '(facts & 4) <> 0',
  marked: '0', replay: '0', replayq: '0', replays: '0',
};

/** Turns as much of a filter into SQL as the columns can answer. */
export function compile(filter: Filter): Condition {
  const regexes: TermRegex[] = [];
  return { ...new Compiler(regexes).condition(filter), regexes };
}

type Part = Omit<Condition, 'regexes'>;

const unknown: Part = { sql: '1', exact: false };

class Compiler {
  readonly #regexes: TermRegex[];

  constructor(regexes: TermRegex[]) {
    this.#regexes = regexes;
  }

  condition(filter: Filter): Part {
    switch (filter.kind) {
      case 'and': return this.#and(filter.of);
      case 'or': return this.#or(filter.of);
      case 'not': return this.#not(filter.of);
      case 'flag': return exactly(flags[filter.operator]);
      case 'status': return exactly(`status is ${filter.status}`);
      case 'type': return exactly(`type = ${flowTypeNumbers[filter.type]}`);
      case 'state': return exactly(`state = ${flowStateNumbers[filter.state]}`);
      case 'since': return exactly(`started_us >= ${filter.sinceUs}`);
      case 'regex': {
        const columns = searched[filter.operator];
        if (columns === undefined) return unknown;
        const index = this.#regexes.push(compileTerm(filter)) - 1;
        return exactly(columns.map((column) => `weir_found(${index}, ${column})`).join(' or '));
      }
    }
  }

  #and(of: readonly Filter[]): Part {
    const parts = of.map((each) => this.condition(each));
    const known = parts.filter((part) => part.sql !== unknown.sql);
    return { sql: known.length === 0 ? '1' : known.map(({ sql }) => `(${sql})`).join(' and '), exact: parts.every((part) => part.exact) };
  }

  /** A flow that one part cannot tell of may be in the whole. */
  #or(of: readonly Filter[]): Part {
    const parts = of.map((each) => this.condition(each));
    if (parts.some((part) => part.sql === unknown.sql)) return parts.some((part) => part.sql === '1' && part.exact) ? exactly('1') : unknown;
    return { sql: parts.map(({ sql }) => `(${sql})`).join(' or '), exact: parts.every((part) => part.exact) };
  }

  /** The opposite of a condition that lets too much through would keep too much back. */
  #not(of: Filter): Part {
    const part = this.condition(of);
    return part.exact ? exactly(`not (${part.sql})`) : unknown;
  }
}

function exactly(sql: string): Part {
  return { sql, exact: true };
}
