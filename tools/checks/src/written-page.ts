import type { Tree } from './tree.ts';

/** Where a page that a tool writes is not as the tool would write it; `writer` is the tool's path. */
export function findDifference(tree: Tree, page: string, wanted: string, writer: string): string[] {
  const remedy = `node --conditions=source ${writer} writes it anew`;
  if (!tree.has(page)) return [`${page}: is not there: ${remedy}`];
  const should = wanted.split('\n');
  const is = tree.text(page).split('\n');
  const at = should.findIndex((line, index) => line !== is[index]);
  if (at < 0 && should.length === is.length) return [];
  const line = at < 0 ? should.length : at;
  return [`${page}:${line + 1}: says ${shown(is[line])}, not ${shown(should[line])}: ${remedy}`];
}

function shown(line: string | undefined): string {
  return line === undefined ? 'nothing more' : JSON.stringify(line);
}
