import { ConfigError, flag, integer, optionalText, parseArguments, resolveOptions, type Values } from '@weir/service';
import type { Target } from './target.ts';

export const fuzzOptions = {
  seconds: integer(undefined, 1, 10_000_000, 'N', 'seconds for each target (10, unless --runs is given)'),
  runs: integer(undefined, 1, Number.MAX_SAFE_INTEGER, 'N', 'inputs for each target'),
  seed: integer(1, 0, 2 ** 32 - 1, 'N', 'the same seed makes the same inputs'),
  from: integer(0, 0, Number.MAX_SAFE_INTEGER, 'N', 'number of the first input: goes on where a run with that seed ended'),
  replay: optionalText('FILE', 'run one target on the bytes of this file, and nothing else'),
  list: flag(false, 'name the targets and end'),
};

export interface Order {
  readonly values: Values<typeof fuzzOptions>;
  readonly targets: readonly Target[];
  readonly help: boolean;
}

/** What a command line asks for. Without targets: all. Throws ConfigError. */
export function readOrder(argv: readonly string[], known: readonly Target[]): Order {
  const parsed = parseArguments(argv, fuzzOptions);
  const values = resolveOptions(fuzzOptions, { given: parsed.given, environment: {} });
  const targets = parsed.operands.length === 0 ? known : parsed.operands.map((name) => named(name, known));
  if (values.replay !== undefined && parsed.operands.length !== 1) throw new ConfigError('--replay needs one target before or after it');
  return { values, targets, help: parsed.help };
}

function named(name: string, known: readonly Target[]): Target {
  const target = known.find((one) => one.name === name);
  if (target === undefined) throw new ConfigError(`unknown target ${name}: there are ${known.map((one) => one.name).join(', ')}`);
  return target;
}
