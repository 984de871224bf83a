import { RE2JS } from 're2js';
import { FilterError, filterLimits, type RegexOperator, type RegexTerm } from './filter.ts';

export interface TermRegex {
  /** Whether the expression is found anywhere in the text. Linear in its length (RE2). */
  test(text: string): boolean;
  /** Instructions: a bound for its cost on each character. */
  programSize(): number;
}

/** mitmproxy's flags: `^` and `$` are of a line where many lines are searched, `.` is any byte in a body. */
const multiline: ReadonlySet<RegexOperator> = new Set(['h', 'hq', 'hs', 'meta', 'comment']);
const dotAll: ReadonlySet<RegexOperator> = new Set(['b', 'bq', 'bs']);

/** Compiles a term's expression. `position` is told in the FilterError for one that cannot be compiled. */
export function compileTerm(term: RegexTerm, position = 0): TermRegex {
  if (term.pattern.length > filterLimits.pattern) {
    throw new FilterError(position, `expected a regular expression of at most ${filterLimits.pattern} characters`);
  }
  let flags = term.caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE;
  if (multiline.has(term.operator)) flags |= RE2JS.MULTILINE;
  if (dotAll.has(term.operator)) flags |= RE2JS.DOTALL;
  try {
    return RE2JS.compile(fromPython(term.pattern), flags);
  } catch (error) {
    const reason = (error as Error).message.replace(/^error parsing regexp: /, '');
    throw new FilterError(position, `expected a regular expression in RE2 syntax (no look-around, no back-references): ${reason}`);
  }
}

/** Python writes the end of the text as `\Z`, RE2 as `\z`. The rest of what people write is the same in both. */
function fromPython(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, (escape, letter: string) => (letter === 'Z' ? '\\z' : escape));
}
