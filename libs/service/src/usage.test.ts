import { flag, list, text } from './option.ts';
import { describeOptions, optionRows } from './usage.ts';

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

test('documentation rows', () => {
  expect(optionRows(options)[0]).toBe('| `--mode SPEC` | `WEIR_MODE` | `regular` | what to run |');
});
