import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The files of the repository, as rules see them: paths from the root, with `/`, sorted. */
export interface Tree {
  readonly paths: readonly string[];
  /** Whether a file or a folder of this path is there. */
  has(path: string): boolean;
  /** UTF-8. Throws for a path that is not there. */
  text(path: string): string;
}

/** A tree in memory: what rules are tested on. */
export function treeOf(files: Readonly<Record<string, string>>): Tree {
  return makeTree(Object.keys(files), (path) => files[path]!);
}

/** What is committed or could be: git's listing without what it ignores, else (a tarball) all but what tools put there. */
export function workingTree(root: string): Tree {
  const paths = gitPaths(root) ?? walkedPaths(root);
  return makeTree(paths.filter((path) => existsSync(join(root, path))), (path) => readFileSync(join(root, path), 'utf8'));
}

function makeTree(unsorted: readonly string[], read: (path: string) => string): Tree {
  const paths = [...new Set(unsorted)].sort();
  const files = new Set(paths);
  const folders = new Set(['.', ...paths.flatMap(foldersOf)]);
  const texts = new Map<string, string>();
  return {
    paths,
    has: (path) => files.has(path) || folders.has(path.replace(/\/$/, '')),
    text(path) {
      if (!files.has(path)) throw new RangeError(`${path} is not in the tree`);
      const text = texts.get(path) ?? read(path);
      texts.set(path, text);
      return text;
    },
  };
}

/** `a/b/c.ts` lies in `a` and `a/b`. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

function gitPaths(root: string): string[] | undefined {
  try {
    const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
    const output = execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 });
    const paths = output.split('\0').filter((path) => path !== '');
    return paths.length > 0 ? paths : undefined;
  } catch {
    return undefined;
  }
}

/** Folders that no commit holds. */
const made: ReadonlySet<string> = new Set(['node_modules', 'dist', 'coverage', 'tmp', '.git', '.nx']);

/** Without git. Links are not followed. */
export function walkedPaths(root: string, folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return made.has(entry.name) ? [] : walkedPaths(root, path);
    return entry.isFile() ? [relative(root, path)] : [];
  });
}
