import { z } from 'zod';

/**
 * One setting: `--kebab-case` on the command line, `WEIR_<NAME>` in the environment, `name:` in the configuration file.
 * The same entry makes the help text and docs/options.md.
 */
export interface Option<T> {
  readonly schema: z.ZodType<T>;
  /** What the schema gets where nothing is set; undefined: the option is absent then. */
  readonly fallback: unknown;
  readonly help: string;
  /** How the value is named in the help, e.g. `HOST`; a switch has none. */
  readonly value?: string;
  readonly short?: string;
  /** May be given several times. */
  readonly repeat?: boolean;
  /** Never shown. True: `@FILE` reads the value from a file, so that it is not seen among the arguments; `as given`: a value that begins with @ is its own. */
  readonly secret?: boolean | 'as given';
  /** The heading under which the help has it. */
  readonly group?: string;
  /** The one command that has it, where others may have another of its name: the variable is `WEIR_<COMMAND>_<NAME>` then. */
  readonly command?: string;
}

/** Options by name, snake_case. */
export type Options = Readonly<Record<string, Option<unknown>>>;
export type Values<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

type Extra = Pick<Option<unknown>, 'short' | 'secret'>;

/** These options under one heading of the help. */
export function grouped<O extends Options>(group: string, options: O): O {
  return each(options, { group });
}

/** These options with other fallbacks: what is absent for one program another has unless it is told. */
export function withFallbacks<O extends Options>(options: O, fallbacks: { readonly [K in keyof O]?: unknown }): O {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, name in fallbacks ? { ...option, fallback: fallbacks[name] } : option])) as O;
}

/** These options as `command`'s own. */
export function own<O extends Options>(command: string, options: O): O {
  return each(options, { command });
}

function each<O extends Options>(options: O, more: Pick<Option<unknown>, 'group' | 'command'>): O {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, { ...option, ...more }])) as O;
}

export function text(fallback: string, value: string, help: string, extra: Extra = {}): Option<string> {
  return { schema: z.string(), fallback, value, help, ...extra };
}

export function optionalText(value: string, help: string, extra: Extra = {}): Option<string | undefined> {
  return { schema: z.string().min(1).optional(), fallback: undefined, value, help, ...extra };
}

/** What `parse` makes of a text; an Error that it throws says what was expected instead. */
export function parsed<T>(fallback: string, value: string, help: string, parse: (given: string) => T): Option<T> {
  return { schema: parsedText(parse), fallback, value, help };
}

/** The same for what may be absent: it is, where nothing is set and there is no `fallback`. */
export function optionalParsed<T>(value: string, help: string, parse: (given: string) => T, fallback?: string): Option<T | undefined> {
  return { schema: parsedText(parse).optional(), fallback, value, help };
}

function parsedText<T>(parse: (given: string) => T): z.ZodType<T> {
  return z.union([z.string(), z.number()]).transform((given, context) => {
    try {
      return parse(String(given));
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
}

export function list(fallback: readonly string[], value: string, help: string, extra: Extra = {}): Option<readonly string[]> {
  return { schema: z.preprocess((v) => (Array.isArray(v) ? v : [v]), z.array(z.string())), fallback, value, help, repeat: true, ...extra };
}

export function flag(fallback: boolean, help: string): Option<boolean> {
  const words = new Map<unknown, boolean>([[true, true], ['true', true], ['1', true], ['yes', true], ['', true],
    [false, false], ['false', false], ['0', false], ['no', false]]);
  const schema = z.unknown().transform((v, context) => {
    const known = words.get(v);
    if (known === undefined) context.addIssue({ code: 'custom', message: 'expected true or false' });
    return known ?? false;
  });
  return { schema, fallback, help };
}

export function choice<const T extends string>(values: readonly [T, ...T[]], fallback: T, help: string): Option<T> {
  return { schema: z.enum(values), fallback, value: values.join('|'), help };
}

export function optionalChoice<const T extends string>(values: readonly [T, ...T[]], help: string): Option<T | undefined> {
  return { schema: z.enum(values).optional(), fallback: undefined, value: values.join('|'), help };
}

export function integer(fallback: number | undefined, min: number, max: number, value: string, help: string, extra: Extra = {}): Option<number | undefined> {
  const schema = z.union([z.number(), z.string().regex(/^\d+$/, 'expected a whole number').transform(Number)])
    .pipe(z.number().int().min(min).max(max)).optional();
  return { schema, fallback, value, help, ...extra };
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Bytes: a number with an optional k, m, g or t (of 1024), or `unlimited` (Infinity). */
export function size(fallback: string | undefined, help: string): Option<number | undefined> {
  const schema = z.union([z.number().nonnegative(), z.string()]).transform((v, context) => {
    if (typeof v === 'number') return v;
    if (v === 'unlimited') return Infinity;
    const match = /^(\d+)([kmgt]?)b?$/i.exec(v);
    if (match === null) {
      context.addIssue({ code: 'custom', message: 'expected bytes such as 64k, 1m or unlimited' });
      return z.NEVER;
    }
    return Number(match[1]) * (units[match[2]!.toLowerCase()] ?? 1);
  }).optional();
  return { schema, fallback, value: 'SIZE', help };
}
