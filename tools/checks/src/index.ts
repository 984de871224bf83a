export type { Rule } from './rule.ts';
export { rules } from './rules.ts';
export { treeOf, workingTree, type Tree } from './tree.ts';
