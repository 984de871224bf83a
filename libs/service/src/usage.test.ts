import { choice, flag, grouped, integer, list, optionalText, own, text } from './option.ts';
import { describeOptions, optionRows, wrap } from './usage.ts';

const options = {
  mode: list(['regular'], 'SPEC', 'what to run'),
  home: text('~/.weir', 'DIR', 'a long text that has to be wrapped since it goes far beyond the width that was given here', { short: 'H' }),
  verbose: flag(false, 'more'),
};

test('help', () => {
  expect(describeOptions(options, 60)).toBe([
    '  --mode SPEC     what to run (repeatable) [regular]',
    '  -H, --home DIR  a long text that has to be wrapped since',
    '                  it goes far beyond the width that was',
    '                  given here [~/.weir]',
    '  --verbose       more',
  ].join('\n'));
});

test('groups stand under their names; a flag that is too long has its own line; a switch that is on can be turned off', () => {
  const many = {
    ...grouped('What runs', { mode: list([], 'SPEC', 'what to run'), host: text('', 'HOST', 'where') }),
    ...grouped('Log', { level: choice(['debug', 'information', 'warning'], 'debug', 'least') }),
    ...grouped('What runs', { raw: flag(true, 'relay') }),
  };
  expect(describeOptions(many)).toBe([
    'What runs:',
    '  --mode SPEC  what to run (repeatable)',
    '  --host HOST  where',
    '  --[no-]raw   relay [true]',
    '',
    'Log:',
    '  --level debug|information|warning',
    '               least [debug]',
  ].join('\n'));
});

test('documentation rows: short flag, variable, default, repeatable', () => {
  const rows = optionRows({
    ...options,
    port: integer(undefined, 0, 9, 'PORT', 'port', { short: 'p' }),
    host: text('', 'HOST', 'empty: all'),
    names: list([], 'NAME', 'names'),
    token: optionalText('T|@FILE', 'token'),
    raw: flag(true, 'relay'),
    ...own('tool', { format: choice(['a', 'b'], 'a', 'a or b') }),
  });
  expect(rows).toEqual([
    '| `--mode SPEC` | `WEIR_MODE` | `regular` | what to run (repeatable) |',
    '| `-H`, `--home DIR` | `WEIR_HOME` | `~/.weir` | a long text that has to be wrapped since it goes far beyond the width that was given here |',
    '| `--verbose` | `WEIR_VERBOSE` | `false` | more |',
    '| `-p`, `--port PORT` | `WEIR_PORT` |  | port |',
    '| `--host HOST` | `WEIR_HOST` |  | empty: all |',
    '| `--names NAME` | `WEIR_NAMES` |  | names (repeatable) |',
    '| `--token T\\|@FILE` | `WEIR_TOKEN` |  | token |',
    '| `--[no-]raw` | `WEIR_RAW` | `true` | relay |',
    '| `--format a\\|b` | `WEIR_TOOL_FORMAT` | `a` | a or b |',
  ]);
});

test('wrapping: the width is used and never exceeded but by a word that is longer', () => {
  expect(wrap('aa bb cc', 5)).toEqual(['aa bb', 'cc']);
  expect(wrap('aa bb cc', 4)).toEqual(['aa', 'bb', 'cc']);
  expect(wrap('longer a b', 3)).toEqual(['longer', 'a b']);
});
