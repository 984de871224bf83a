import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Checkout } from '../test/checkout.ts';
import { bundleApp } from './bundle-app.ts';
import { writeBundle } from './write-bundle.ts';

const files = {
  'apps/one/package.json': { name: '@weir/one', version: '1.2.3', imports: { '#far': '@weir/two/far', '#page/*': '@weir/page/page/*' } },
  'apps/one/src/main.ts': `
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import old from 'old';
const later = async (): Promise<string> => (await import('./later.ts')).later;
const page = readFileSync(new URL(import.meta.resolve('#page/index.html')), 'utf8');
const worker = new Worker(new URL(import.meta.resolve('#far')));
worker.on('message', async (heard: string) => { process.stdout.write([heard, old.base, await later(), page].join(' ') + '\\n'); });
`,
  'apps/one/src/later.ts': "export const later: string = 'later';\n",
  'apps/two/package.json': { name: '@weir/two', version: '1.0.0', exports: { './far': { source: './src/far.ts' } }, imports: { '#deep': { source: './src/deep.ts' } } },
  'apps/two/src/far.ts': "import { parentPort, Worker } from 'node:worker_threads';\nnew Worker(new URL(import.meta.resolve('#deep'))).on('message', (word: string) => parentPort!.postMessage('far and ' + word));\n",
  'apps/two/src/deep.ts': "import { parentPort } from 'node:worker_threads';\nimport { later } from '../../one/src/later.ts';\nparentPort!.postMessage('deep ' + later);\n",
  'apps/page/package.json': { name: '@weir/page', version: '1.0.0', exports: { './page/*': './dist/*' }, dependencies: { shown: '1' } },
  'apps/page/dist/index.html': '<p>page</p>',
  'apps/page/dist/assets/a.css': 'p {}',
  'node_modules/old/package.json': { name: 'old', version: '1.0.0', license: 'MIT' },
  'node_modules/old/index.js': "exports.base = require('node:path').basename('/x/old');\n",
  'node_modules/shown/package.json': { name: 'shown', version: '1.0.0', license: 'ISC' },
};

test('a bundle runs elsewhere: threads of threads, files that are served, CommonJS, what is imported later', async () => {
  using checkout = new Checkout(files);
  const bundle = await bundleApp(checkout.path, 'one');
  const names = [...bundle.files.keys()];
  expect(names.filter((name) => !name.startsWith('chunks/'))).toEqual(['LICENSE', 'LICENSES-OF-OTHERS', 'deep.js', 'far.js', 'health-check.js', 'main.js', 'package.json', 'page/assets/a.css', 'page/index.html']);
  expect(JSON.parse(Buffer.from(bundle.files.get('package.json')!).toString())).toEqual({
    name: '@weir/one', version: '1.2.3', private: true, type: 'module', imports: { '#deep': './deep.js', '#far': './far.js', '#page/*': './page/*' },
  });
  expect(Buffer.from(bundle.files.get('LICENSES-OF-OTHERS')!).toString()).toMatch(/old 1\.0\.0 \(MIT\)[^]*shown 1\.0\.0 \(ISC\)/);
  expect(bundle.inputs).toEqual(expect.arrayContaining(['apps/one/src/main.ts', 'apps/page/dist/assets/a.css', 'node_modules/old/index.js']));

  using elsewhere = new Checkout({});
  writeBundle(bundle, join(elsewhere.path, 'app'));
  const run = (name: string): string => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(elsewhere.path, 'app', name)], { encoding: 'utf8', cwd: '/', env: {} });
    return stdout + stderr;
  };
  expect(run('main.js')).toBe('far and deep later old later <p>page</p>\n');
  expect(run('health-check.js')).toBe('well\n');
}, 20_000);

test('the same bytes for the same checkout, wherever that lies', async () => {
  using here = new Checkout(files);
  using there = new Checkout({});
  cpSync(here.path, there.path, { recursive: true });
  const [first, again, moved] = [await bundleApp(here.path, 'one'), await bundleApp(here.path, 'one'), await bundleApp(there.path, 'one')];
  expect(again.files).toEqual(first.files);
  expect(moved).toEqual(first);
}, 20_000);

test.each([
  ['no such app', {}, 'two', 'there is no app "two": there are one'],
  ['a page that was not built', { 'apps/page/package.json': { name: '@weir/page', exports: { './page/*': './none/*' } } }, 'one', 'apps/page/none is not there: it is built by npm run build --workspace apps/page'],
  ['a file beside the source', { 'apps/one/src/later.ts': "export const later = import.meta.url;\n" }, 'one', 'apps/one/src/later.ts:1: import.meta leads nowhere in a bundle'],
  ['a package that looks beside itself', { 'node_modules/old/index.js': 'exports.base = __dirname;\n' }, 'one', 'node_modules/old/index.js: looks for files beside itself'],
  ['a package that may be there', { 'node_modules/old/index.js': "try { require('faster'); } catch {}\n" }, 'one', 'faster: is used where it is installed, and is not'],
  ['a package without a licence', { 'node_modules/old/package.json': { name: 'old', version: '1.0.0' } }, 'one', 'node_modules/old: has neither a licence'],
])('refuses %s', async (_what, changed, app, message) => {
  using checkout = new Checkout({ ...files, ...changed });
  await expect(bundleApp(checkout.path, app)).rejects.toThrow(message);
}, 20_000);

test('a source that does not bundle is told with its place', async () => {
  using checkout = new Checkout({ ...files, 'apps/one/src/later.ts': "import { x } from 'missing';\nexport const later = x;\n" });
  await expect(bundleApp(checkout.path, 'one')).rejects.toThrow(/apps\/one\/src\/later\.ts:1:18: ERROR: Could not resolve "missing"/);
}, 20_000);
