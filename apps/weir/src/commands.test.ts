import { environmentOf, resolveOptions } from '@weir/service';
import { commands } from './commands.ts';
import { commandHelp, programHelp } from './help.ts';

const variables = commands.flatMap((command) => Object.entries(command.options).map(([name, option]) => ({ command, name, option, variable: environmentOf(name, option) })));

test('a variable is one option, and what is set for one command is fine for every other that reads it', () => {
  for (const { name, option, variable } of variables) {
    for (const other of variables.filter((one) => one.variable === variable)) {
      expect([variable, other.name, other.option.value, other.option.secret]).toEqual([variable, name, variable === 'WEIR_API' ? expect.any(String) : option.value, option.secret]);
    }
  }
});

test.each([
  ['WEIR_API', ['127.0.0.1:9000', '9000', '[::1]:9000', '0.0.0.0:9000', 'http://127.0.0.1:9000', 'http://127.0.0.1:9000/?token=t']],
  ['WEIR_API_TOKEN', ['t']],
  ['WEIR_HOME', ['/a', '~']],
])('%s: what one command takes every command takes', (variable, values) => {
  for (const value of values) {
    for (const { options } of commands) expect(() => resolveOptions(options, { given: new Map(), environment: { [variable]: value } })).not.toThrow();
  }
});

test('what only one command has means nothing to the others', () => {
  const seen = variables.filter(({ name }) => name === 'format').map(({ variable }) => variable);
  expect(seen).toEqual(['WEIR_FLOWS_FORMAT', 'WEIR_SHOW_FORMAT', 'WEIR_CA_FORMAT']);
  const environment = { WEIR_FORMAT: 'x', WEIR_BODY: 'x', WEIR_COUNT: 'x', WEIR_TAIL: 'x' };
  for (const { options } of commands) expect(() => resolveOptions(options, { given: new Map(), environment })).not.toThrow();
});

test.each(commands.map((command) => [command.name, command] as const))('the help of %s: lines that fit, each option under a group or none, an example, where the docs are', (name, command) => {
  const help = commandHelp(command);
  for (const line of help.split('\n')) expect([line, line.length]).toEqual([line, Math.min(line.length, 100)]);
  expect(command.examples.length).toBeGreaterThan(0);
  for (const [example] of command.examples) expect(example).toMatch(new RegExp(`^weir ${name}\\b`));
  expect(help).toMatch(/docs\/[a-z/-]+\.md/);
  const groups = Object.values(command.options).map(({ group }) => group);
  expect(groups.includes(undefined) && groups.some((group) => group !== undefined)).toBe(false);
});

test('weir --help has each command', () => {
  const help = programHelp(commands);
  for (const { name, summary } of commands) expect(help).toMatch(new RegExp(`^  weir ${name} .*${summary.replace(/[^\w ]/g, '.')}$`, 'm'));
});
