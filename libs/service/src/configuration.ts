import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { ConfigError } from './config-error.ts';
import type { Option, Options, Values } from './option.ts';
import type { Arguments } from './arguments.ts';
import { environmentOf, flagOf } from './name.ts';
import { proposal } from './near.ts';

export interface Sources {
  readonly given: Arguments['given'];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Path of a YAML file with options by name. */
  readonly file?: string | undefined;
}

/** Flag > environment > configuration file > default; a variable that is empty is not set. Throws ConfigError naming the place of the wrong value. */
export function resolveOptions<O extends Options>(options: O, sources: Sources): Values<O> {
  const file = sources.file === undefined ? {} : readConfigFile(sources.file, options);
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    const [raw, where] = rawValue(name, option, sources, file);
    const result = option.schema.safeParse(option.secret === true ? fromFile(raw, where) : raw);
    if (!result.success) throw new ConfigError(`${where}: ${result.error.issues[0]?.message ?? 'wrong value'}${shown(raw, option)}`);
    values[name] = result.data;
  }
  return values as Values<O>;
}

function rawValue(name: string, option: Option<unknown>, sources: Sources, file: Readonly<Record<string, unknown>>): [value: unknown, where: string] {
  const given = sources.given.get(name);
  if (given !== undefined) return [option.repeat === true ? given : given[0], flagOf(name)];
  const variable = environmentOf(name, option);
  const environment = sources.environment[variable];
  // `WEIR_X: ${X:-}` of a compose file leaves it empty: nothing was meant, and least of all a switch.
  if (environment !== undefined && environment !== '') {
    return [option.repeat === true ? environment.split(/[\s,]+/).filter((word) => word !== '') : environment, variable];
  }
  if (file[name] !== undefined) return [file[name], `${sources.file}: ${name}`];
  return [option.fallback, `default of ${name}`];
}

function readConfigFile(path: string, options: Options): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = parseYaml(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(`cannot read the configuration file ${path}: ${firstLine(error)}`);
  }
  if (parsed === null || parsed === undefined) return {};
  if (typeof parsed !== 'object' || Array.isArray(parsed)) throw new ConfigError(`${path}: expected options by name, such as "ssl_insecure: true"`);
  const entries = Object.entries(parsed).map(([name, value]) => [name.replaceAll('-', '_'), value] as const);
  for (const [name] of entries) if (options[name] === undefined) throw new ConfigError(`${path}: unknown option ${name}${proposal(name, Object.keys(options))}`);
  return Object.fromEntries(entries);
}

function fromFile(raw: unknown, where: string): unknown {
  if (Array.isArray(raw)) return raw.map((each) => fromFile(each, where));
  if (typeof raw !== 'string' || !raw.startsWith('@')) return raw;
  try {
    return readFileSync(raw.slice(1), 'utf8').trim();
  } catch (error) {
    throw new ConfigError(`${where}: cannot read ${raw.slice(1)}: ${firstLine(error)}`);
  }
}

function shown(raw: unknown, option: Option<unknown>): string {
  return isSecret(option) || raw === undefined ? '' : ` (got ${JSON.stringify(raw)})`;
}

export function isSecret({ secret = false }: Option<unknown>): boolean {
  return secret !== false;
}

/** What was thrown, in one line. Told by its shape: an error of another realm is no `instanceof Error`. */
export function firstLine(thrown: unknown): string {
  const message = (thrown as { readonly message?: unknown } | null | undefined)?.message;
  return (typeof message === 'string' ? message : String(thrown)).split('\n', 1)[0]!;
}
