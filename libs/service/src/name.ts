import type { Option } from './option.ts';

/** `--kebab-case`, as users write it. */
export function flagOf(name: string): string {
  return `--${name.replaceAll('_', '-')}`;
}

/** `WEIR_<NAME>`, or `WEIR_<COMMAND>_<NAME>` for what is one command's own: no variable means one thing here and another there. */
export function environmentOf(name: string, option: Pick<Option<unknown>, 'command'>): string {
  return `WEIR_${option.command === undefined ? '' : `${option.command.toUpperCase()}_`}${name.toUpperCase()}`;
}
