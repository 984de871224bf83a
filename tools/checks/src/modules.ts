import { posix } from 'node:path';
import { exportTargets, projects } from './workspace.ts';
import type { Tree } from './tree.ts';

const statement = /^\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** What a module imports, types included; dynamic imports where they are literal. */
export function importsOf(text: string): Import[] {
  return [...text.matchAll(statement)].map((match) => {
    const start = match.index + match[0].search(/\S/);
    return { specifier: (match[1] ?? match[2] ?? match[3])!, line: text.slice(0, start).split('\n').length };
  });
}

export function isModule(path: string): boolean {
  return /\.(ts|tsx|mjs|cjs|js)$/.test(path);
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

/** `@scope/name` or `name` of a specifier that names a package; undefined for files and Node's own modules. */
export function packageOf(specifier: string): string | undefined {
  if (/^(\.|\/|node:|#)/.test(specifier)) return undefined;
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
}

/** Follows imports within the workspace, through `exports`: all files that `path` reaches, itself included. */
export function reachedFrom(tree: Tree, path: string): ReadonlySet<string> {
  const entries = packageEntries(tree);
  const reached = new Set<string>();
  const waiting = [path];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next) || !tree.has(next) || !isModule(next)) continue;
    reached.add(next);
    for (const { specifier } of importsOf(tree.text(next))) {
      const file = specifier.startsWith('.') ? posix.join(posix.dirname(next), specifier) : entries.get(specifier);
      if (file !== undefined) waiting.push(file);
    }
  }
  return reached;
}

/** Which source each specifier such as `@weir/core` means. */
function packageEntries(tree: Tree): ReadonlyMap<string, string> {
  return new Map(projects(tree).flatMap(({ folder, manifest }) => Object.entries(manifest.exports ?? {}).flatMap(([name, entry]) => {
    const source = exportTargets(entry).find(([condition]) => condition === 'source' || condition === '');
    return source === undefined ? [] : [[posix.join(manifest.name, name), posix.join(folder, source[1])] as const];
  })));
}
