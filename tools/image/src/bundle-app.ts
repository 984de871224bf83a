import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type BuildResult } from 'esbuild';
import { BundleError } from './bundle-error.ts';
import { bundledImports, entriesOf, type Entries } from './entries.ts';
import { dependenciesOf, licensesOf, packageOf } from './licenses.ts';
import { straysOf } from './strays.ts';
import { appNames, mainOf, workspacePackages, type WorkspacePackage } from './workspace.ts';

/** What an image has in /app. */
export interface Bundle {
  /** By path, sorted. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** All that it was made of, from the root of the checkout, sorted. */
  readonly inputs: readonly string[];
}

/** What the image's HEALTHCHECK runs. */
const healthCheck = ['health-check', 'libs/service/src/health-check.ts'] as const;

/**
 * How everything is bundled. Names and lines stay as they are written, so that stack traces can be read: keepNames would do that for minified code, at the cost
 * of a call for each closure that is made.
 */
export function bundleOptions(checkout: string): BuildOptions & { readonly metafile: true; readonly write: false } {
  return {
    absWorkingDir: checkout, outdir: 'bundle', entryNames: '[name]', chunkNames: 'chunks/[name]-[hash]', write: false, metafile: true, logLevel: 'silent',
    bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node24', conditions: ['source'], legalComments: 'eof', charset: 'utf8',
    // CommonJS packages ask for Node's own modules by `require`, which a module does not have.
    banner: { js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);" },
  };
}

/** The bundle of an app: the same bytes for the same checkout. Rejects with BundleError. */
export async function bundleApp(checkout: string, app: string): Promise<Bundle> {
  const apps = appNames(checkout);
  if (!apps.includes(app)) throw new BundleError(`there is no app ${JSON.stringify(app)}: there are ${apps.join(', ')}`);
  const all = workspacePackages(checkout);
  const { result, entries, used } = await bundled(checkout, app, all);
  const inputs = Object.keys(result.metafile.inputs);
  const findings = [...straysOf(checkout, result.metafile, used), ...result.warnings.map(({ text: what, location }) => `${location?.file ?? app}:${location?.line ?? 0}: ${what}`)];
  if (findings.length > 0) throw new BundleError(findings.join('\n'));

  const own = all.find(({ folder }) => folder === `apps/${app}`)!;
  const outside = new Set(inputs.flatMap((path) => packageOf(path)?.folder ?? []));
  const files = new Map<string, Uint8Array>();
  for (const { path, contents } of result.outputFiles) files.set(path.slice(join(checkout, 'bundle/').length), contents);
  for (const [name, folder] of entries.folders) {
    for (const path of filesIn(checkout, folder)) {
      files.set(`${name}/${path}`, readFileSync(join(checkout, folder, path)));
      inputs.push(`${folder}/${path}`);
    }
    const owner = all.find((each) => folder.startsWith(`${each.folder}/`))!;
    for (const each of dependenciesOf(checkout, owner, all)) outside.add(each);
  }
  files.set('package.json', text(`${JSON.stringify({ name: own.name, version: own.version, private: true, type: 'module', imports: bundledImports(entries) }, undefined, 2)}\n`));
  files.set('LICENSE', readFileSync(join(checkout, 'LICENSE')));
  files.set('LICENSES-OF-OTHERS', text(licensesOf(checkout, outside)));
  return { files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))), inputs: [...inputs, 'LICENSE'].sort() };
}

interface Bundled {
  readonly result: BuildResult<ReturnType<typeof bundleOptions>>;
  readonly entries: Entries;
  /** Packages of the workspace that something of is in it. */
  readonly used: readonly WorkspacePackage[];
}

/** An entry may bring packages that name entries of their own. */
async function bundled(checkout: string, app: string, all: readonly WorkspacePackage[]): Promise<Bundled> {
  for (let entries: Entries = { programs: new Map(), folders: new Map() }; ;) {
    const entryPoints = Object.fromEntries([['main', mainOf(app)], healthCheck, ...entries.programs]);
    const result = await build({ ...bundleOptions(checkout), entryPoints }).catch((error: Error) => { throw new BundleError(error.message); });
    const inputs = Object.keys(result.metafile.inputs);
    const used = all.filter(({ folder }) => inputs.some((path) => path.startsWith(`${folder}/`) && packageOf(path) === undefined));
    const found = entriesOf(used, all);
    if (found.programs.size === entries.programs.size) return { result, entries: found, used };
    entries = found;
  }
}

function filesIn(checkout: string, folder: string): readonly string[] {
  const path = join(checkout, folder);
  if (!existsSync(path)) throw new BundleError(`${folder} is not there: it is built by npm run build --workspace ${folder.split('/').slice(0, 2).join('/')}`);
  return readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1)).sort();
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
