import { parseFilter, type ParseOptions } from './parse.ts';
import { FilterError, filterLimits, flagOperators, regexOperators, type Filter } from './filter.ts';

const nowUs = Date.parse('2026-11-24T10:00:00Z') * 1000;

function parse(text: string, options: ParseOptions = { nowUs }): Filter {
  return parseFilter(text, options);
}

/** Short for comparisons: `(& ~u:a !~q)`. */
function show(filter: Filter): string {
  switch (filter.kind) {
    case 'and': return `(& ${filter.of.map(show).join(' ')})`;
    case 'or': return `(| ${filter.of.map(show).join(' ')})`;
    case 'not': return `!${show(filter.of)}`;
    case 'flag': return `~${filter.operator}`;
    case 'regex': return `~${filter.operator}:${filter.pattern}`;
    case 'status': return `~c:${filter.status}`;
    case 'type': return `~type:${filter.type}`;
    case 'state': return `~state:${filter.state}`;
    case 'since': return `~since:${filter.sinceUs}`;
  }
}

function failure(text: string): FilterError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error(`${text} was parsed`);
}

describe('grammar', () => {
  test.each([
    ['a', '~u:a'],
    ['  a  ', '~u:a'],
    ['~u a', '~u:a'],
    ['~q', '~q'],
    ['!~q', '!~q'],
    ['!!~q', '!!~q'],
    ['! a', '!~u:a'],
    ['a & b', '(& ~u:a ~u:b)'],
    ['a & b & c', '(& ~u:a ~u:b ~u:c)'],
    ['a | b & c', '(| ~u:a (& ~u:b ~u:c))'],
    ['a & b | c', '(| (& ~u:a ~u:b) ~u:c)'],
    ['!a & b', '(& !~u:a ~u:b)'],
    ['!(a & b)', '!(& ~u:a ~u:b)'],
    ['(a | b) & c', '(& (| ~u:a ~u:b) ~u:c)'],
    ['((a))', '~u:a'],
    // Side by side is joined last of all.
    ['a b', '(& ~u:a ~u:b)'],
    ['a | b c', '(& (| ~u:a ~u:b) ~u:c)'],
    ['a b | c d', '(& ~u:a (| ~u:b ~u:c) ~u:d)'],
    ['~q !~e', '(& ~q !~e)'],
    ['(a b) | c', '(| (& ~u:a ~u:b) ~u:c)'],
    ['(~q)', '~q'],
    ['~m GET~d x', '(& ~m:GET ~d:x)'],
    // Words end at space, parentheses, tilde and quotes alone.
    ['a|b', '~u:a|b'],
    ['a&b!c', '~u:a&b!c'],
    ['&a', '~u:&a'],
    ['~u !a', '~u:!a'],
    ['~u &', '~u:&'],
    ['a(b)', '(& ~u:a ~u:b)'],
    ['"a b"', '~u:a b'],
    ['\'a "b"\'', '~u:a "b"'],
    ['~u"a b"c', '(& ~u:a b ~u:c)'],
    ['"a\\"b"', '~u:a"b'],
    ['"a\\\\.b"', '~u:a\\.b'],
    ['"a\\tb"', '~u:a\tb'],
    ['a\\.b', '~u:a\\.b'],
    ['""', '~u:'],
    ['~c 404', '~c:404'],
    ['~type HTTP', '~type:http'],
    ['~state open', '~state:open'],
    ['~since 15m', `~since:${nowUs - 900e6}`],
    ['~since -15m', `~since:${nowUs - 900e6}`],
    ['~since 2026-11-24T09:00:00.000001Z', `~since:${nowUs - 3600e6 + 1}`],
    ['~u été', '~u:été'],
  ])('%s', (text, expected) => {
    expect(show(parse(text))).toBe(expected);
  });

  test.each(flagOperators)('~%s', (operator) => {
    expect(show(parse(`~${operator}`))).toBe(`~${operator}`);
  });

  test.each(regexOperators)('~%s takes an expression', (operator) => {
    expect(show(parse(`~${operator} x`))).toBe(`~${operator}:x`);
    expect(failure(`~${operator}`)).toMatchObject({ position: operator.length + 1, message: `expected a regular expression after ~${operator}` });
  });

  test('~since counts from now unless told otherwise', () => {
    const before = Date.now() * 1000;
    const filter = parseFilter('~since 1s');
    expect(filter.kind === 'since' && filter.sinceUs).toBeGreaterThanOrEqual(before - 1e6);
  });
});

describe('errors say where and what was expected', () => {
  test.each([
    ['', 0, 'expected an operator such as ~u, a word, ( or !'],
    ['   ', 3, 'expected an operator such as ~u, a word, ( or !'],
    ['a &', 3, 'expected an operator such as'],
    ['a & )', 4, 'expected an operator such as'],
    ['a || b', 3, 'expected an operator or a word before |'],
    ['| a', 0, 'expected an operator or a word before |'],
    ['(a', 2, 'expected ) for the ( at 0'],
    ['a)', 1, 'closes nothing'],
    ['()', 1, 'expected an operator such as'],
    ['!', 1, 'expected an operator such as'],
    ['~', 1, 'expected the name of an operator'],
    ['~9', 1, 'expected the name of an operator'],
    ['~u1 a', 1, 'expected the name of an operator'],
    ['a ~zz', 2, 'expected a known operator, not ~zz'],
    ['~Q', 0, 'expected a known operator, not ~Q'],
    ['~c', 2, 'expected a status code after ~c'],
    ['~c 2xx', 3, 'expected a status code after ~c'],
    ['~c -1', 3, 'expected a status code after ~c'],
    ['~type ftp', 6, 'expected one of http, tcp, udp, dns after ~type'],
    ['~state', 6, 'expected one of open, complete, error after ~state'],
    ['~since soon', 7, 'expected a time in ISO 8601 or an age such as 15m'],
    ['a "b', 2, 'expected a closing "'],
    ['a "b\\', 2, 'expected a closing "'],
    ['a [', 2, 'expected a regular expression in RE2 syntax'],
    ['~b "(?=a)"', 3, 'no look-around'],
    ['~b "(a)\\\\1"', 3, 'invalid escape sequence'],
  ])('%s', (text, position, message) => {
    const error = failure(text);
    expect(error.position).toBe(position);
    expect(error.message).toContain(message);
  });
});

describe('bounds', () => {
  test.each([
    ['length', 'a'.repeat(filterLimits.length + 1)],
    ['parentheses', '('.repeat(filterLimits.depth + 1)],
    ['negations', '!'.repeat(filterLimits.depth + 1) + 'a'],
    ['terms', 'a '.repeat(filterLimits.terms + 1)],
    ['an expression', 'a'.repeat(filterLimits.pattern + 1)],
    ['repetitions', '"((a{100}){100}){100}"'],
    ['repeated classes', `"${Array.from({ length: 20 }, (_, n) => `[${n}a-m\\\\pL]{500}`).join('|')}"`],
    ['many expressions', '~b .{900} '.repeat(3)],
  ])('%s', (_name, text) => {
    expect(failure(text)).toBeInstanceOf(FilterError);
  });

  test('what is just within them is parsed', () => {
    parse('('.repeat(filterLimits.depth) + 'a' + ')'.repeat(filterLimits.depth));
    parse('a '.repeat(filterLimits.terms));
    parse('a'.repeat(filterLimits.pattern));
    parse('~b .{900} '.repeat(2));
  });
});
