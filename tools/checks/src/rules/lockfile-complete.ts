import type { Rule } from '../rule.ts';
import { allDependencies, projects, type Project } from '../workspace.ts';

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type Packages = Readonly<Record<string, Entry>>;

const file = 'package-lock.json';

/**
 * `npm ci` works from it, on every platform and from every registry: each package of each package.json has its entry, each optional
 * (platform) package that an entry names has one too, each is pinned by a hash, and none says where it was fetched from.
 */
export const lockfileComplete: Rule = {
  name: 'lockfile-complete',
  check(tree) {
    if (!tree.has(file)) return [`${file}: is not there`];
    const packages = (JSON.parse(tree.text(file)) as { packages: Packages }).packages;
    return [...projects(tree).flatMap((project) => unlocked(packages, project)), ...Object.entries(packages).flatMap(([path, entry]) => unfit(packages, path, entry))];
  },
};

function unlocked(packages: Packages, { folder, manifest }: Project): string[] {
  const path = folder === '.' ? '' : folder;
  const entry = packages[path];
  if (entry === undefined) return [`${file}: has no entry for ${folder}`];
  const locked = allDependencies(entry as Project['manifest']);
  return [...allDependencies(manifest)].flatMap(([name, range]) => {
    const found = resolve(packages, path, name);
    if (found === undefined) return [`${file}: lacks ${name}, which ${folder}/package.json needs`];
    // npm does not mind a link within the workspace that its package's entry does not list.
    if (found.link === true || locked.get(name) === range) return [];
    return [`${file}: has ${name} at ${locked.get(name) ?? 'no range'} for ${folder}, which asks for ${range}`];
  });
}

function unfit(packages: Packages, path: string, entry: Entry): string[] {
  const missing = Object.keys(entry.optionalDependencies ?? {}).filter((name) => resolve(packages, path, name) === undefined);
  const findings = missing.map((name) => `${file}: lacks ${name}, an optional package of ${path}: npm ci would fail`);
  if (entry.resolved !== undefined && entry.link !== true) findings.push(`${file}: ${path} says where it was fetched from`);
  if (entry.integrity === undefined && entry.link !== true && path.includes('node_modules/')) findings.push(`${file}: ${path} has no integrity`);
  return findings;
}

/** As Node looks for it: in the package's own node_modules, then further out. */
function resolve(packages: Packages, from: string, name: string): Entry | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const found = packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (found !== undefined || folder === '') return found;
  }
}
