import type { Tree } from './tree.ts';

/** Made by programs: rules about writing do not hold there. */
export function isGenerated(path: string): boolean {
  return path === 'package-lock.json' || /(^|\/)src\/gen\//.test(path);
}

/** Text files of the tree; a NUL among the first bytes tells binary ones, as git has it. */
export function textFiles(tree: Tree): readonly string[] {
  return tree.paths.filter((path) => !/\.(bin|p12|png|ico|woff2?)$/.test(path) && !tree.text(path).slice(0, 8000).includes('\0'));
}

/** `path:line: message` for each line that matches. */
export function findLines(tree: Tree, path: string, pattern: RegExp, message: string): string[] {
  const lines = tree.text(path).split('\n');
  return lines.flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${message}`] : []));
}
