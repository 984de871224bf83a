import type { Rule } from '../rule.ts';
import { isGenerated } from '../text-files.ts';
import type { Tree } from '../tree.ts';

export const maxLines = 400;

/** Files that were longer when the rule came, by their length: none may grow, and each leaves the list when it is short enough. */
export type LongFiles = Readonly<Record<string, number>>;

const written = /\.(ts|tsx|js|mjs|cjs|css|html|sh|proto)$/;

export function fileAtMost400Lines(exceptions: LongFiles): Rule {
  return {
    name: 'file-at-most-400-lines',
    check: (tree) => [
      ...tree.paths.filter((path) => written.test(path) && !isGenerated(path)).flatMap((path) => tooLong(tree, path, exceptions[path])),
      ...Object.keys(exceptions).filter((path) => !tree.has(path)).map((path) => `${path}: is gone: take it off the list of long files`),
    ],
  };
}

function tooLong(tree: Tree, path: string, allowed: number | undefined): string[] {
  const lines = lineCount(tree.text(path));
  if (allowed !== undefined && lines <= maxLines) return [`${path}: is short enough now: take it off the list of long files`];
  if (allowed !== undefined && lines < allowed) return [`${path}: has ${lines} lines: lower its number in the list of long files`];
  const most = allowed ?? maxLines;
  return lines > most ? [`${path}: has ${lines} lines, more than ${most}: a second noun wants a file of its own`] : [];
}

/** A newline at the end begins no line. */
export function lineCount(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}
