import { posix } from 'node:path';
import { BundleError } from './bundle-error.ts';
import type { Target, WorkspacePackage } from './workspace.ts';

/** What a program finds at run time by import.meta.resolve, by the name that it has in a bundle. Paths are from the root of the checkout. */
export interface Entries {
  /** Of threads and processes: `#NAME` in `imports`. */
  readonly programs: ReadonlyMap<string, string>;
  /** Folders of files that are served as they are: `#NAME/*`. */
  readonly folders: ReadonlyMap<string, string>;
}

/** Those that `used` names in its packages' `imports`. Throws BundleError for a name that leads nowhere, or to two places. */
export function entriesOf(used: readonly WorkspacePackage[], all: readonly WorkspacePackage[]): Entries {
  const programs = new Map<string, string>();
  const folders = new Map<string, string>();
  for (const each of used) {
    for (const [name, target] of Object.entries(each.imports ?? {})) {
      const path = pathOf(each, name, target, all);
      if (name.endsWith('/*')) add(folders, name.slice(1, -2), path.slice(0, -2), each);
      else add(programs, name.slice(1), path, each);
    }
  }
  return { programs, folders };
}

/** What `imports` says in a bundle, for its own package.json. */
export function bundledImports({ programs, folders }: Entries): Readonly<Record<string, string>> {
  const entries = [...[...programs.keys()].map((name) => [`#${name}`, `./${name}.js`] as const), ...[...folders.keys()].map((name) => [`#${name}/*`, `./${name}/*`] as const)];
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function add(entries: Map<string, string>, name: string, path: string, { folder }: WorkspacePackage): void {
  const present = entries.get(name);
  if (present !== undefined && present !== path) throw new BundleError(`${folder}/package.json: #${name} is ${path} here and ${present} in another package of the same program: choose another name`);
  entries.set(name, path);
}

/** As Node resolves it under the condition `source`. */
function pathOf(owner: WorkspacePackage, name: string, target: Target, all: readonly WorkspacePackage[]): string {
  const path = typeof target === 'string' ? target : target.source;
  if (path?.startsWith('./') === true) return posix.join(owner.folder, path);
  const [, packageName = '', rest = ''] = /^(@[^/]+\/[^/]+)(.*)$/.exec(path ?? '') ?? [];
  const other = all.find((each) => each.name === packageName);
  const exported = other?.exports?.[`.${rest}`];
  if (other === undefined || exported === undefined) throw new BundleError(`${owner.folder}/package.json: ${name} leads to ${path ?? 'no source'}, which no package of the workspace exports`);
  return pathOf(other, `.${rest}`, exported, all);
}
