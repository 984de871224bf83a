import type { Where } from './template-error.ts';

/** What is in a file, or between two actions that belong together. */
export type Node =
  | { readonly kind: 'text'; readonly text: string; readonly where: Where }
  | { readonly kind: 'output'; readonly pipe: Pipe; readonly where: Where }
  | { readonly kind: 'if' | 'with'; readonly pipe: Pipe; readonly then: readonly Node[]; readonly otherwise: readonly Node[]; readonly where: Where }
  | { readonly kind: 'range'; readonly pipe: Pipe; readonly then: readonly Node[]; readonly otherwise: readonly Node[]; readonly where: Where }
  | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined; readonly where: Where };

/** `$a, $b := command | command`. */
export interface Pipe {
  /** Of a range two at most, else one at most. */
  readonly variables: readonly string[];
  /** `=`, which sets one that is there, in place of `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
  readonly where: Where;
}

/** The first operand is a function where it is a word; then the others are its arguments. */
export interface Command {
  readonly operands: readonly Operand[];
  readonly where: Where;
}

export type Operand = { readonly fields: readonly string[]; readonly where: Where } & (
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'pipe'; readonly pipe: Pipe }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string | boolean | bigint | number });

/** The templates of a chart by name: files by path, `define`s by their own. */
export type Templates = ReadonlyMap<string, readonly Node[]>;
