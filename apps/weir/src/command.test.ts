import { jest } from '@jest/globals';
import { ConfigError, flag, text, type Values } from '@weir/service';
import { runCommand, type Command } from './command.ts';

const options = { name: text('world', 'NAME', 'whom to greet'), loud: flag(false, 'shout') };
let seen: { readonly values: Values<typeof options>; readonly operands: readonly string[] } | undefined;
const greet: Command<typeof options> = {
  name: 'greet',
  operands: '[WORD]',
  summary: 'greet somebody',
  options,
  run: (values, operands) => {
    seen = { values, operands };
    return Promise.resolve(7);
  },
};

test('options, operands and the exit code', async () => {
  expect(await runCommand(greet, ['hello', '--name', 'you', '--loud'])).toBe(7);
  expect(seen).toEqual({ values: { name: 'you', loud: true }, operands: ['hello'] });
});

test('an unknown option is refused', async () => {
  await expect(runCommand(greet, ['--nmae', 'you'])).rejects.toThrow(ConfigError);
});

test('--help prints how it is used, and nothing runs', async () => {
  seen = undefined;
  const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(await runCommand(greet, ['--help'])).toBe(0);
  const help = String(written.mock.calls[0]![0]);
  written.mockRestore();
  expect(help).toMatch(/^weir greet \[WORD\] \[OPTION\]\.\.\.\n {2}greet somebody\n/);
  expect(help).toMatch(/--name NAME +whom to greet \[world\]/);
  expect(seen).toBeUndefined();
});
