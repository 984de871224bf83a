import type { Rule } from '../rule.ts';
import { lineCount } from './file-at-most-400-lines.ts';

const maxLines = 40;

/** A main.ts only assembles: what it would do beyond that has a name and a test of its own. */
export const mainAtMost40Lines: Rule = {
  name: 'main-at-most-40-lines',
  check: (tree) => tree.paths
    .filter((path) => /(^|\/)src\/main\.tsx?$/.test(path) && lineCount(tree.text(path)) > maxLines)
    .map((path) => `${path}: has ${lineCount(tree.text(path))} lines, more than ${maxLines}`),
};
