import type { Rule } from '../rule.ts';
import { findLines, textFiles } from '../text-files.ts';

/** Written in halves, so that this file keeps its own rule. */
const sibling = new RegExp(`${String.raw`\.\./`}${'sha'}red\\b`);
const machine = new RegExp(`(?<![\\w.-])/${'wo'}rk/`);

/** A clone stands alone: no file names a folder beside it, or a path of the machine it was written on. */
export const noOutsideReferences: Rule = {
  name: 'no-outside-references',
  check: (tree) => textFiles(tree).flatMap((path) => [
    ...findLines(tree, path, sibling, 'names a folder outside the repository'),
    ...findLines(tree, path, machine, 'names a path of one machine'),
  ]),
};
