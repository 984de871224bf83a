import { posix } from 'node:path';
import { importsOf, isModule, packageOf } from '../modules.ts';
import type { Rule } from '../rule.ts';
import type { Tree } from '../tree.ts';
import { exportTargets, folderOf, projects, type Project } from '../workspace.ts';

/** Each `exports` and `bin` entry names a file; packages are entered by it alone, and no import climbs from one project into another. */
export const exportsMapComplete: Rule = {
  name: 'exports-map-complete',
  check(tree) {
    const packages = projects(tree).filter(({ folder }) => folder !== '.');
    const folders = new Set(packages.map(({ folder }) => folder));
    const exported = new Map(packages.map(({ manifest }) => [manifest.name, Object.keys(manifest.exports ?? {})]));
    return [
      ...packages.flatMap((project) => missingFiles(tree, project)),
      ...tree.paths.filter((path) => isModule(path) && folderOf(path) !== '.').flatMap((path) => wrongDoors(tree, path, folders, exported)),
    ];
  },
};

function missingFiles(tree: Tree, { folder, manifest }: Project): string[] {
  if (manifest.exports === undefined) return [`${folder}/package.json: has no exports: every file could be imported`];
  const entries = Object.entries(manifest.exports).flatMap(([name, entry]) => exportTargets(entry).map(([condition, file]) => [`exports ${name} ${condition}`.trim(), file] as const));
  const bins = Object.entries(manifest.bin ?? {}).map(([name, file]) => [`bin ${name}`, file] as const);
  // What lies in dist/ is built, and not in the tree.
  return [...entries, ...bins]
    .filter(([, file]) => !file.startsWith('./dist/') && !tree.has(posix.join(folder, file)))
    .map(([entry, file]) => `${folder}/package.json: ${entry}: there is no ${file}`);
}

function wrongDoors(tree: Tree, path: string, folders: ReadonlySet<string>, exported: ReadonlyMap<string, readonly string[]>): string[] {
  return importsOf(tree.text(path)).flatMap(({ specifier, line }) => {
    if (specifier.startsWith('.')) {
      const folder = folderOf(posix.join(posix.dirname(path), specifier));
      return folder === folderOf(path) || !folders.has(folder) ? [] : [`${path}:${line}: imports ${specifier} of another project`];
    }
    const name = packageOf(specifier);
    const entries = name === undefined ? undefined : exported.get(name);
    if (entries === undefined || entries.includes(`.${specifier.slice(name!.length)}`)) return [];
    return [`${path}:${line}: imports ${specifier}, which ${name} does not export`];
  });
}
