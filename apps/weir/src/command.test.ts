import { jest } from '@jest/globals';
import { choice, ConfigError, flag, optionalText, own, text, type Options, type Values } from '@weir/service';
import { runCommand, runCommandLine, type Command } from './command.ts';

const options = { name: text('world', 'NAME', 'whom to greet'), ...own('greet', { loudness: flag(false, 'shout') }) };
const seen: { readonly values: Values<typeof options>; readonly operands: readonly string[] }[] = [];
const greet: Command<typeof options> = {
  name: 'greet',
  operands: '[WORD]',
  summary: 'greet somebody',
  options,
  notes: [],
  examples: [['weir greet hello', 'to all']],
  run: (values, operands) => {
    seen.push({ values, operands });
    return Promise.resolve(7);
  },
};
/** As `weir up` has them. */
const serving = { config: optionalText('FILE', 'file'), log_format: choice(['text', 'json'], 'json', 'format'), log_level: choice(['warn', 'error'], 'warn', 'level') };
const serve: Command<typeof serving> = { ...greet, name: 'serve', options: serving, run: () => Promise.resolve(0) };
const commands = [greet, serve] as unknown as readonly Command<Options>[];

let out: string[];
let err: string[];
beforeEach(() => {
  seen.length = 0;
  [out, err] = [[], []];
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => { out.push(String(chunk)); return true; });
  jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => { err.push(String(chunk)); return true; });
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const name of Object.keys(process.env)) if (name.startsWith('WEIR_')) delete process.env[name];
});

test('options, operands and the exit code', async () => {
  expect(await runCommandLine(commands, ['greet', 'hello', '--name', 'you', '--loudness'])).toBe(7);
  expect(seen).toEqual([{ values: { name: 'you', loudness: true }, operands: ['hello'] }]);
  expect(err).toEqual([]);
});

test.each([
  [['greet', '--nmae', 'you'], 'unknown option --nmae: did you mean --name?'],
  [['gret'], 'unknown command gret: did you mean greet?'],
  [['help', 'gret'], 'unknown command gret: did you mean greet?'],
  [['hlep'], 'unknown command hlep: did you mean help?'],
  [['nonsense'], 'unknown command nonsense (see weir --help)'],
  [['--name', 'you'], '--name stands before the command: options follow it, as in weir up --name (see weir --help)'],
])('%j is refused', async (argv, message) => {
  await expect(runCommandLine(commands, argv)).rejects.toThrow(new ConfigError(message));
  expect(seen).toEqual([]);
});

test.each([[['greet', '--help']], [['help', 'greet']], [['greet', 'hello', '-h']]])('%j prints how it is used, and nothing runs', async (argv) => {
  expect(await runCommandLine(commands, argv)).toBe(0);
  expect(out.join('')).toMatch(/^weir greet \[WORD\] \[OPTION\]\.\.\.\n {2}greet somebody\n/);
  expect(out.join('')).toMatch(/--name NAME +whom to greet \[world\]/);
  expect(seen).toEqual([]);
});

test.each([[[]], [['--help']], [['-h']], [['help']]])('%j tells the commands', async (argv) => {
  expect(await runCommandLine(commands, argv)).toBe(0);
  expect(out.join('')).toMatch(/\n {2}weir greet \[WORD\] +greet somebody\n {2}weir serve /);
});

test('variables: of the option, of the command; the file is for those that have --config', async () => {
  Object.assign(process.env, { WEIR_NAME: 'all', WEIR_GREET_LOUDNESS: 'true', WEIR_CONFIG: '/nonexistent/weir.yaml' });
  await runCommand(greet, [], commands);
  expect(seen).toEqual([{ values: { name: 'all', loudness: true }, operands: [] }]);
  await expect(runCommand(serve, [], commands)).rejects.toThrow('cannot read the configuration file /nonexistent/weir.yaml');
  process.env['WEIR_CONFIG'] = '';
  expect(await runCommand(serve, [], commands)).toBe(0);
});

test('a variable that is nearly an option is warned of, whichever command has it; the command runs', async () => {
  Object.assign(process.env, { WEIR_GREET_LUODNESS: 'true', WEIR_SERVICE_HOST: '10.0.0.1', WEIR_LOG_FORMAT: 'json' });
  expect(await runCommand(greet, [], commands)).toBe(7);
  expect(err).toEqual(['weir: WEIR_GREET_LUODNESS in the environment is no option: did you mean WEIR_GREET_LOUDNESS?\n']);
});
