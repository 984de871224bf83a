import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BundleError } from './bundle-error.ts';
import type { WorkspacePackage } from './workspace.ts';

const texts = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;
const line = '='.repeat(80);

/** The folder of the package that a file belongs to, and its name; undefined for a file of the workspace. */
export function packageOf(path: string): { readonly folder: string; readonly name: string } | undefined {
  const [folder, name] = /^.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/.exec(path) ?? [];
  return folder === undefined || name === undefined ? undefined : { folder, name };
}

/** The folders of all packages from outside that `start` needs, directly or not: those that lie in its build, at most. */
export function dependenciesOf(checkout: string, start: WorkspacePackage, all: readonly WorkspacePackage[]): ReadonlySet<string> {
  const found = new Set<string>();
  const own = new Map(all.map((each) => [each.name, each]));
  const seen = new Set<string>();
  const visit = (folder: string, dependencies: Readonly<Record<string, string>>): void => {
    if (seen.has(folder)) return;
    seen.add(folder);
    for (const name of Object.keys(dependencies)) {
      const workspace = own.get(name);
      if (workspace !== undefined) {
        visit(workspace.folder, workspace.dependencies ?? {});
        continue;
      }
      const outside = installed(checkout, folder, name);
      found.add(outside);
      visit(outside, manifestOf(checkout, outside).dependencies ?? {});
    }
  };
  visit(start.folder, start.dependencies ?? {});
  return found;
}

/** What is passed on with other people's code: each package's name and version, and the texts of its licence. Throws BundleError where one has none. */
export function licensesOf(checkout: string, folders: Iterable<string>): string {
  const sections = new Map<string, string>();
  for (const folder of folders) {
    const { name, version, license } = manifestOf(checkout, folder);
    const files = readdirSync(join(checkout, folder)).filter((file) => texts.test(file)).sort();
    if (license === undefined && files.length === 0) throw new BundleError(`${folder}: has neither a licence nor the name of one: it must not be passed on`);
    const bodies = files.map((file) => readFileSync(join(checkout, folder, file), 'utf8').trim());
    sections.set(`${name} ${version}`, [line, `${name} ${version} (${license ?? 'see below'})`, line, '', ...bodies.flatMap((body) => [body, ''])].join('\n'));
  }
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return ["Weir's own licence is in LICENSE. These packages are here beside its own code:", '', ...sorted].join('\n');
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(checkout: string, folder: string): Manifest {
  return JSON.parse(readFileSync(join(checkout, folder, 'package.json'), 'utf8')) as Manifest;
}

/** As Node looks for it: in the package's own node_modules, then further out. */
function installed(checkout: string, from: string, name: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(checkout, path, 'package.json'))) return path;
    if (folder === '.') throw new BundleError(`${from}: needs ${name}, which is not installed: run npm ci`);
  }
}
