import type { Tree } from './tree.ts';

/** A package.json of the workspace, as far as rules look at it. */
export interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Project {
  /** Such as `libs/core`; `.` is the root. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The packages of the workspace, the root first. */
export function projects(tree: Tree): readonly Project[] {
  return tree.paths
    .filter((path) => /^(?:(?:apps|libs|tools)\/[^/]+\/)?package\.json$/.test(path))
    .map((path) => ({ folder: path === 'package.json' ? '.' : path.slice(0, -'/package.json'.length), manifest: JSON.parse(tree.text(path)) as Manifest }))
    .sort((a, b) => a.folder.localeCompare(b.folder));
}

/** The project that a file belongs to: `libs/core` for `libs/core/src/side.ts`, `.` where there is none. */
export function folderOf(path: string): string {
  return /^(?:apps|libs|tools)\/[^/]+(?=\/)/.exec(path)?.[0] ?? '.';
}

/** Names and ranges of all that a package needs. */
export function allDependencies(manifest: Manifest): ReadonlyMap<string, string> {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest;
  return new Map([dependencies, devDependencies, optionalDependencies, peerDependencies].flatMap((some) => Object.entries(some ?? {})));
}

/** The files that an `exports` entry names, by condition. */
export function exportTargets(entry: string | Readonly<Record<string, string>>): readonly (readonly [condition: string, file: string])[] {
  return typeof entry === 'string' ? [['', entry]] : Object.entries(entry);
}

/** The tags of a project's project.json; undefined where it has none. */
export function tagsOf(tree: Tree, folder: string): readonly string[] | undefined {
  const path = `${folder}/project.json`;
  if (!tree.has(path)) return undefined;
  return (JSON.parse(tree.text(path)) as { tags?: readonly string[] }).tags ?? [];
}
