import { describeOptions, parseArguments, resolveOptions, type Options, type Values } from '@weir/service';

/** One word after `weir`. */
export interface Command<O extends Options> {
  readonly name: string;
  /** What follows it besides options, as the help shows it. */
  readonly operands: string;
  readonly summary: string;
  readonly options: O;
  /** Resolves to the exit code. */
  run(values: Values<O>, operands: readonly string[]): Promise<number>;
}

/** Parses the command line for `command` and runs it; `--help` prints its options instead. */
export async function runCommand<O extends Options>(command: Command<O>, argv: readonly string[]): Promise<number> {
  const parsed = parseArguments(argv, command.options);
  if (parsed.help) {
    process.stdout.write(`${commandHelp(command)}\n`);
    return 0;
  }
  const file = parsed.given.get('config')?.[0] ?? process.env['WEIR_CONFIG'];
  return command.run(resolveOptions(command.options, { given: parsed.given, environment: process.env, file }), parsed.operands);
}

function commandHelp(command: Command<Options>): string {
  const operands = command.operands === '' ? '' : ` ${command.operands}`;
  return [`weir ${command.name}${operands} [OPTION]...`, `  ${command.summary}`, '', describeOptions(command.options), '',
    'Each option can also be set in the environment as WEIR_<NAME>, or as name=value by --set.'].join('\n');
}
