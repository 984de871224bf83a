import { environmentOf, resolveOptions, type Options } from '@weir/service';
import type { EnvVar } from '../src/judge/pod.ts';

/**
 * Variables named WEIR_ that no option of the app has, and values that its options refuse. Values that a file has (`@FILE`) or Kubernetes gives are
 * not looked at.
 */
export function environmentFindings(env: readonly EnvVar[], options: Options): readonly string[] {
  const known = new Set(Object.entries(options).map(([name, option]) => environmentOf(name, option)));
  const unknown = env.filter(({ name }) => name.startsWith('WEIR_') && !known.has(name)).map(({ name }) => `${name} is no option`);
  const environment = Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined || value.startsWith('@') ? [] : [[name, value] as const])));
  try {
    resolveOptions(options, { given: new Map(), environment });
    return unknown;
  } catch (error) {
    return [...unknown, (error as Error).message];
  }
}
