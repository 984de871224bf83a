import type { Tree } from './tree.ts';

/** One rule of the house. Pure: the same tree gives the same findings. */
export interface Rule {
  /** The name of its file. */
  readonly name: string;
  /** What is wrong, a line each, beginning with the path (and `:LINE` where there is one); empty where the rule is kept. */
  check(tree: Tree): readonly string[];
}
