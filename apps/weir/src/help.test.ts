import { choice, grouped, list, own, text } from '@weir/service';
import { commandHelp, programHelp } from './help.ts';

const greet = {
  name: 'greet',
  operands: '[WORD]',
  summary: 'greet somebody',
  options: {
    ...grouped('Whom', { names: list([], 'NAME', 'whom to greet'), home: text('~', 'DIR', 'where they live') }),
    ...own('greet', { format: choice(['loud', 'quiet'], 'quiet', 'how') }),
  },
  notes: ['WORD is hello unless it is said.'],
  examples: [['weir greet bye --names you', 'politely']] as const,
};

test('a command: use, options by group, notes, examples, where else options can be set', () => {
  expect(commandHelp(greet)).toBe(`weir greet [WORD] [OPTION]...
  greet somebody

Whom:
  --names NAME         whom to greet (repeatable)
  --home DIR           where they live [~]

  --format loud|quiet  how [quiet]

WORD is hello unless it is said.

Examples (in a checkout write npx --no-install weir for weir):
  weir greet bye --names you  politely

Each option can be set in the environment, too: WEIR_HOME is --home, WEIR_GREET_FORMAT is --format.
The command line wins, then the environment. docs/options.md names the variable of each option.
`);
});

test('the file is told of where there is one; long examples have their words below', () => {
  const long = `weir greet ${'very '.repeat(10)}much`;
  const help = commandHelp({ ...greet, operands: '', notes: [], options: { config: text('', 'FILE', 'options') }, examples: [[long, 'at length']] });
  expect(help).toMatch(/^weir greet \[OPTION\]\.\.\.\n/);
  expect(help.replaceAll('\n', ' ')).toContain('then the environment, then the file. ');
  expect(help).toContain(`):\n  ${long}\n      at length\n`);
});

test('all commands', () => {
  const help = programHelp([greet, { ...greet, name: 'go', operands: '', summary: 'leave' }]);
  expect(help).toContain('\n  weir greet [WORD]  greet somebody\n  weir go            leave\n');
  expect(help).toContain('weir COMMAND --help');
});
