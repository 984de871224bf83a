import type { FlowState, FlowType } from '@weir/flow';
import { FilterError, filterLimits, flagOperators, regexOperators, type Filter, type FlagOperator, type RegexOperator } from './filter.ts';
import { Scanner } from './scanner.ts';
import { compileTerm } from './term-regex.ts';
import { parseTime } from './time.ts';

export interface ParseOptions {
  /** What `~since 15m` counts from, microseconds since the epoch. Default: now. */
  readonly nowUs?: number;
  /** mitmproxy's MITMPROXY_CASE_SENSITIVE_FILTERS. Default false. */
  readonly caseSensitive?: boolean;
}

const flags: ReadonlySet<string> = new Set(flagOperators);
const regexes: ReadonlySet<string> = new Set(regexOperators);
const flowTypes: readonly FlowType[] = ['http', 'tcp', 'udp', 'dns'];
const flowStates: readonly FlowState[] = ['open', 'complete', 'error'];

/**
 * Reads mitmproxy's filter language: `!` binds closer than `&`, `&` closer than `|`, and what merely stands side by side is
 * joined by AND last of all, as in mitmproxy: `a | b c` is `(a | b) & c`. Throws a FilterError, nothing else.
 */
export function parseFilter(text: string, options: ParseOptions = {}): Filter {
  return new Parser(text, options).whole();
}

class Parser {
  readonly #scanner: Scanner;
  readonly #options: ParseOptions;
  #depth = 0;
  #terms = 0;
  #program = 0;

  constructor(text: string, options: ParseOptions) {
    this.#scanner = new Scanner(text);
    this.#options = options;
  }

  whole(): Filter {
    const scanner = this.#scanner;
    if (scanner.text.length > filterLimits.length) {
      throw new FilterError(filterLimits.length, `expected a filter of at most ${filterLimits.length} characters`);
    }
    const filter = this.#sequence();
    if (!scanner.atEnd()) throw new FilterError(scanner.offset, 'expected the end of the filter: this ) closes nothing');
    return filter;
  }

  #sequence(): Filter {
    const of = [this.#or()];
    while (!this.#closing()) of.push(this.#or());
    return joined('and', of);
  }

  #closing(): boolean {
    this.#scanner.skipSpace();
    return this.#scanner.atEnd() || this.#scanner.peek() === ')';
  }

  #or(): Filter {
    const of = [this.#and()];
    while (this.#take('|')) of.push(this.#and());
    return joined('or', of);
  }

  #and(): Filter {
    const of = [this.#not()];
    while (this.#take('&')) of.push(this.#not());
    return joined('and', of);
  }

  #take(character: string): boolean {
    this.#scanner.skipSpace();
    if (this.#scanner.peek() !== character) return false;
    this.#scanner.offset++;
    return true;
  }

  #not(): Filter {
    const start = this.#scanner.offset;
    if (!this.#take('!')) return this.#atom();
    this.#enter(start);
    const of = this.#not();
    this.#depth--;
    return { kind: 'not', of };
  }

  #enter(position: number): void {
    if (++this.#depth > filterLimits.depth) throw new FilterError(position, `expected at most ${filterLimits.depth} ( and ! within each other`);
  }

  #atom(): Filter {
    const scanner = this.#scanner;
    const start = scanner.offset;
    if (this.#take('(')) return this.#group(start);
    if (++this.#terms > filterLimits.terms) throw new FilterError(start, `expected at most ${filterLimits.terms} terms`);
    if (this.#take('~')) return this.#operation(start);
    const word = scanner.word();
    if (word === undefined) throw new FilterError(start, 'expected an operator such as ~u, a word, ( or !');
    // mitmproxy takes a lone sign here for a word, and so `a || b` for `(a | "|") & b`: surely a slip.
    if (scanner.offset === start + 1 && (word === '|' || word === '&')) {
      throw new FilterError(start, `expected an operator or a word before ${word}; quote it to search for it`);
    }
    return this.#regex('u', word, start);
  }

  #group(start: number): Filter {
    this.#enter(start);
    const filter = this.#sequence();
    if (!this.#take(')')) throw new FilterError(this.#scanner.offset, `expected ) for the ( at ${start}`);
    this.#depth--;
    return filter;
  }

  #operation(start: number): Filter {
    const name = this.#scanner.operator();
    if (flags.has(name)) return { kind: 'flag', operator: name as FlagOperator };
    if (regexes.has(name)) {
      const argument = this.#argument(name, 'a regular expression');
      return this.#regex(name as RegexOperator, argument.word, argument.start);
    }
    switch (name) {
      case 'c': return this.#status();
      case 'type': return { kind: 'type', type: this.#oneOf(name, flowTypes) };
      case 'state': return { kind: 'state', state: this.#oneOf(name, flowStates) };
      case 'since': return this.#since();
      default: throw new FilterError(start, `expected a known operator, not ~${name}`);
    }
  }

  #regex(operator: RegexOperator, pattern: string, position: number): Filter {
    const term = { kind: 'regex', operator, pattern, caseSensitive: this.#options.caseSensitive ?? false } as const;
    this.#program += compileTerm(term, position).programSize();
    if (this.#program > filterLimits.program) throw new FilterError(position, 'expected smaller regular expressions, or fewer of them');
    return term;
  }

  #status(): Filter {
    const { word, start } = this.#argument('c', 'a status code');
    if (!/^[0-9]{1,9}$/.test(word)) throw new FilterError(start, 'expected a status code after ~c');
    return { kind: 'status', status: Number(word) };
  }

  #oneOf<T extends string>(name: string, values: readonly T[]): T {
    const choice = `one of ${values.join(', ')}`;
    const { word, start } = this.#argument(name, choice);
    const value = values.find((v) => v === word.toLowerCase());
    if (value === undefined) throw new FilterError(start, `expected ${choice} after ~${name}`);
    return value;
  }

  #since(): Filter {
    const { word, start } = this.#argument('since', 'a time');
    const sinceUs = parseTime(word, this.#options.nowUs ?? Date.now() * 1000);
    if (sinceUs === undefined) throw new FilterError(start, 'expected a time in ISO 8601 or an age such as 15m after ~since');
    return { kind: 'since', sinceUs };
  }

  #argument(name: string, what: string): { readonly word: string; readonly start: number } {
    this.#scanner.skipSpace();
    const start = this.#scanner.offset;
    const word = this.#scanner.word();
    if (word === undefined) throw new FilterError(start, `expected ${what} after ~${name}`);
    return { word, start };
  }
}

function joined(kind: 'and' | 'or', of: readonly Filter[]): Filter {
  return of.length === 1 ? of[0]! : { kind, of };
}
