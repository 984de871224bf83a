import { environmentOf } from './name.ts';
import { nearest } from './near.ts';
import type { Options } from './option.ts';

export interface MisspeltVariable {
  readonly name: string;
  /** What it was most likely to be. */
  readonly meant: string;
}

const prefix = 'WEIR_';

/** A shorter word is as likely another program's: WEIR_NODE is no slip for WEIR_MODE. */
const shortest = 5;

/**
 * The variables of the environment that no option has but one nearly has. All others named WEIR_ are somebody else's and none of our
 * business: Kubernetes alone makes WEIR_PORT and WEIR_SERVICE_HOST of a Service named weir.
 * @param known the variables of all options, of all commands.
 */
export function misspeltVariables(environment: Readonly<Record<string, string | undefined>>, known: ReadonlySet<string>): readonly MisspeltVariable[] {
  const plain = [...known].map(withoutPrefix);
  return Object.keys(environment).filter((name) => name.startsWith(prefix) && !known.has(name)).sort().flatMap((name) => {
    const word = withoutPrefix(name);
    const [meant] = word.length < shortest ? [] : nearest(word, plain);
    return meant === undefined ? [] : [{ name, meant: prefix + meant }];
  });
}

/** The same of the variables of `all` options, with a warning for each. They are everybody's, so it is no error; but who set it would wait in vain for what it was to do. */
export function variableWarnings(environment: Readonly<Record<string, string | undefined>>, all: readonly Options[]): readonly (MisspeltVariable & { readonly warning: string })[] {
  const known = new Set(all.flatMap((options) => Object.entries(options).map(([name, option]) => environmentOf(name, option))));
  return misspeltVariables(environment, known).map(({ name, meant }) => ({ name, meant, warning: `${name} in the environment is no option: did you mean ${meant}?` }));
}

function withoutPrefix(name: string): string {
  return name.slice(prefix.length);
}
