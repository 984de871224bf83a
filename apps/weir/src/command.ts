import { ConfigError, createLog, parseArguments, proposal, resolveOptions, variableWarnings, type LogFormat, type LogLevel, type Options, type Values } from '@weir/service';
import { commandHelp, programHelp } from './help.ts';

/** One word after `weir`. */
export interface Command<O extends Options> {
  readonly name: string;
  /** What follows it besides options, as the help shows it. */
  readonly operands: string;
  readonly summary: string;
  readonly options: O;
  /** What a user must know besides the options, and where it is written: a paragraph each. */
  readonly notes: readonly string[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Resolves to the exit code. */
  run(values: Values<O>, operands: readonly string[]): Promise<number>;
}

/** Does what a command line after `weir` asks for; its exit code. Throws ConfigError for a command that there is not. */
export async function runCommandLine(commands: readonly Command<Options>[], argv: readonly string[]): Promise<number> {
  const [word, ...rest] = argv;
  if (word === undefined || word === '--help' || word === '-h' || (word === 'help' && rest.length === 0)) {
    process.stdout.write(programHelp(commands));
    return 0;
  }
  if (word === 'help') return runCommand(commandNamed(rest[0]!, commands), ['--help'], commands);
  return runCommand(commandNamed(word, commands), rest, commands);
}

function commandNamed(word: string, commands: readonly Command<Options>[]): Command<Options> {
  const command = commands.find(({ name }) => name === word);
  if (command !== undefined) return command;
  if (word.startsWith('-')) throw new ConfigError(`${word} stands before the command: options follow it, as in weir up ${word} (see weir --help)`);
  throw new ConfigError(`unknown command ${word}${proposal(word, [...commands.map(({ name }) => name), 'help']) || ' (see weir --help)'}`);
}

/** Parses the command line for `command`, one of `commands`, and runs it; `--help` prints its options instead. */
export async function runCommand<O extends Options>(command: Command<O>, argv: readonly string[], commands: readonly Command<Options>[]): Promise<number> {
  const parsed = parseArguments(argv, command.options);
  if (parsed.help) {
    process.stdout.write(commandHelp(command));
    return 0;
  }
  const { options } = command;
  // Only a command that has the option reads the file: the options in it are that command's.
  const file = options['config'] === undefined ? undefined : parsed.given.get('config')?.[0] ?? (process.env['WEIR_CONFIG'] || undefined);
  const values = resolveOptions(options, { given: parsed.given, environment: process.env, file });
  warnOfVariables(values, commands);
  return command.run(values, parsed.operands);
}

function warnOfVariables(values: { readonly log_format?: LogFormat; readonly log_level?: LogLevel }, commands: readonly Command<Options>[]): void {
  for (const { name, meant, warning } of variableWarnings(process.env, commands.map(({ options }) => options))) {
    if (values.log_format === undefined) process.stderr.write(`weir: ${warning}\n`);
    else createLog({ format: values.log_format, level: values.log_level ?? 'info', service: 'weir' }).event('warn', 'unknown-variable', { name, meant }, warning);
  }
}
