import { ConfigError } from './config-error.ts';
import { flagOf } from './name.ts';
import { proposal } from './near.ts';
import type { Options } from './option.ts';

export interface Arguments {
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
  readonly help: boolean;
}

/** Reads a command line: `--name value`, `--name=value`, `--switch`, `--no-switch`, `-x value`, `--set name=value`; `--` ends the options. */
export function parseArguments(argv: readonly string[], options: Options): Arguments {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  let help = false;
  const put = (name: string, value: string): void => {
    const values = given.get(name);
    if (values !== undefined && options[name]?.repeat === true) values.push(value);
    else given.set(name, [value]);
  };
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!;
    if (argument === '--') {
      operands.push(...argv.slice(i + 1));
      break;
    }
    if (argument === '--help' || argument === '-h') {
      help = true;
      continue;
    }
    if (!argument.startsWith('-') || argument === '-') {
      operands.push(argument);
      continue;
    }
    const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
    const word = equals < 0 ? argument : argument.slice(0, equals);
    let value = equals < 0 ? undefined : argument.slice(equals + 1);
    const next = (): string => {
      const following = value ?? argv[++i];
      if (following === undefined) throw new ConfigError(`${word} needs a value (see --help)`);
      return following;
    };
    if (word === '--set') {
      const pair = next();
      const at = pair.indexOf('=');
      const name = at < 0 ? pair : pair.slice(0, at);
      if (options[name] === undefined) throw new ConfigError(unknownName(name, options));
      put(name, at < 0 ? '' : pair.slice(at + 1));
      continue;
    }
    const name = nameOf(word, options);
    if (name === undefined) {
      const negated = word.startsWith('--no-') ? nameOf(`--${word.slice(5)}`, options) : undefined;
      if (negated !== undefined && options[negated]!.value === undefined && value === undefined) {
        put(negated, 'false');
        continue;
      }
      throw new ConfigError(unknownOption(word, options));
    }
    if (options[name]!.value === undefined) put(name, value ?? 'true');
    else put(name, next());
    value = undefined;
  }
  return { given, operands, help };
}

function nameOf(word: string, options: Options): string | undefined {
  if (word.startsWith('--')) {
    const name = word.slice(2).replaceAll('-', '_');
    return options[name] === undefined ? undefined : name;
  }
  return Object.keys(options).find((name) => options[name]!.short === word.slice(1));
}

function unknownOption(word: string, options: Options): string {
  const negated = word.startsWith('--no-');
  const flags = Object.entries(options).map(([name, option]) => (negated && option.value === undefined ? `--no-${flagOf(name).slice(2)}` : flagOf(name)));
  return `unknown option ${word}${proposal(word, [...flags, '--set', '--help']) || ' (see --help)'}`;
}

function unknownName(name: string, options: Options): string {
  return `unknown option ${name}${proposal(name, Object.keys(options)) || ' (see --help)'}`;
}
