import { parseArguments } from './arguments.ts';
import { ConfigError } from './config-error.ts';
import { resolveOptions } from './configuration.ts';
import { leaveLeftovers } from './leftovers.ts';
import { createLog, type Log, type LogFormat, type LogLevel } from './log.ts';
import { variableWarnings } from './misspelt-variables.ts';
import type { Options, Values } from './option.ts';
import { runProgram } from './program.ts';
import type { Shutdown } from './shutdown.ts';
import { untilSignal } from './until-signal.ts';
import { describeOptions, wrap } from './usage.ts';

/** A program that runs until a signal ends it, set up by its environment as a rule. */
export interface Service<O extends Options> {
  /** As its folder in apps/ is named. */
  readonly name: string;
  readonly summary: string;
  /** With those of logOptions. */
  readonly options: O;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /**
   * Starts it, registering with `shutdown` how each part ends, what began last first. Resolves to what is printed on standard output once it runs, an object
   * a line. What a user can mend rejects with ConfigError or RuntimeFailure: what was registered is ended then, too.
   */
  start(values: Values<O>, parts: { readonly log: Log; readonly shutdown: Shutdown }): Promise<readonly object[]>;
}

/** The whole of a service's main.ts. */
export async function runService<O extends Options>(service: Service<O>): Promise<void> {
  await runProgram(`weir-${service.name}`, () => serve(service, process.argv.slice(2)));
  leaveLeftovers(createLog({ format: 'json', level: 'warn', service: service.name }));
}

/** Runs it until a signal ends it; resolves to the exit code. `--help` prints its options instead. */
export async function serve<O extends Options>(service: Service<O>, argv: readonly string[]): Promise<number> {
  const { name, options } = service;
  const { given, operands, help } = parseArguments(argv, options);
  if (help) {
    process.stdout.write(serviceHelp(service));
    return 0;
  }
  if (operands.length > 0) throw new ConfigError(`unexpected ${operands[0]} (see --help)`);
  const file = given.get('config')?.[0] ?? (process.env['WEIR_CONFIG'] || undefined);
  const values = resolveOptions(options, { given, environment: process.env, file });
  const { log_format: format, log_level: level } = values as unknown as { readonly log_format: LogFormat; readonly log_level: LogLevel };
  const log = createLog({ format, level, service: name });
  for (const { name: variable, meant, warning } of variableWarnings(process.env, [options])) log.event('warn', 'unknown-variable', { name: variable, meant }, warning);
  return untilSignal(log, async (shutdown) => {
    const lines = await service.start(values, { log, shutdown });
    process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  });
}

function serviceHelp<O extends Options>({ name, summary, options, examples }: Service<O>): string {
  return [
    `weir-${name} [OPTION]...`, `  ${summary}`, '',
    describeOptions(options), '',
    'Examples (in a checkout write node --conditions=source apps/NAME/src/main.ts for weir-NAME):', ...examples.flatMap(([command, what]) => [`  ${command}`, `      ${what}`]), '',
    ...wrap('Each option can be set in the environment, too: WEIR_LOG_LEVEL is --log-level. The command line wins, then the environment, then the file of --config.', 100), '',
  ].join('\n');
}
