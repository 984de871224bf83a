import { BundleError } from './bundle-error.ts';
import { bundledImports, entriesOf } from './entries.ts';
import type { WorkspacePackage } from './workspace.ts';

const make = (folder: string, more: Partial<WorkspacePackage> = {}): WorkspacePackage => ({ folder, name: `@weir/${folder.split('/')[1]!}`, version: '1.0.0', ...more });

const ui = make('apps/ui', { exports: { './page/*': './dist/*' } });
const collector = make('apps/collector', { exports: { './worker': { source: './src/worker.ts' } }, imports: { '#page/*': '@weir/ui/page/*' } });
const weir = make('apps/weir', { imports: { '#collector-worker': '@weir/collector/worker' } });
const auth = make('libs/auth', { imports: { '#password-worker': { source: './src/worker.ts' } } });
const all = [ui, collector, weir, auth];

test('names lead to files, within the package and through the exports of another', () => {
  const entries = entriesOf([weir, collector, auth], all);
  expect([...entries.programs]).toEqual([['collector-worker', 'apps/collector/src/worker.ts'], ['password-worker', 'libs/auth/src/worker.ts']]);
  expect([...entries.folders]).toEqual([['page', 'apps/ui/dist']]);
  expect(bundledImports(entries)).toEqual({ '#collector-worker': './collector-worker.js', '#page/*': './page/*', '#password-worker': './password-worker.js' });
  expect(entriesOf([ui], all)).toEqual({ programs: new Map(), folders: new Map() });
});

test.each([['@weir/none/x', 'leads to @weir/none/x'], ['@weir/ui/none', 'leads to @weir/ui/none'], [{}, 'leads to no source'], ['somewhere', 'leads to somewhere']])('refuses %j', (target, message) => {
  expect(() => entriesOf([make('libs/x', { imports: { '#x': target } })], all)).toThrow(BundleError);
  expect(() => entriesOf([make('libs/x', { imports: { '#x': target } })], all)).toThrow(`libs/x/package.json: #x ${message}`);
});

test('refuses one name for two files, and takes the same twice', () => {
  const other = make('libs/other', { imports: { '#password-worker': './src/worker.ts' } });
  expect(() => entriesOf([auth, other], all)).toThrow('libs/other/package.json: #password-worker is libs/other/src/worker.ts here and libs/auth/src/worker.ts in another package');
  expect(entriesOf([collector, make('apps/again', { imports: { '#page/*': '@weir/ui/page/*' } })], all).folders.size).toBe(1);
});
