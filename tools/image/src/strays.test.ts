import { strayImport, strayLookups, strayPackage } from './strays.ts';
import type { WorkspacePackage } from './workspace.ts';

const owner: WorkspacePackage = { folder: 'libs/x', name: '@weir/x', version: '1.0.0', imports: { '#worker': './src/worker.ts', '#page/*': './page/*' } };
const found = (text: string): readonly string[] => strayLookups('libs/x/src/a.ts', text, owner);

test.each([
  "new URL('./worker.ts', import.meta.url)", 'import.meta.dirname', "import.meta.resolve('@weir/x/worker')", 'import.meta.resolve(name)', "import.meta.resolve('#other')",
  "import.meta.resolve('#workers')", "import.meta.resolve('#page')", 'const { url } = import.meta;',
])('our own source may not look beside itself: %s', (code) => {
  expect(found(`const a = 1;\n${code}\n`)).toEqual([expect.stringMatching(/^libs\/x\/src\/a\.ts:2: import\.meta.* leads nowhere in a bundle: name the file in "imports" of libs\/x\/package\.json/)]);
});

test('names of imports are known to the bundle; comments do nothing', () => {
  expect(found("new Worker(new URL(import.meta.resolve('#worker')));\nimport.meta.resolve('#page/index.html');\n// import.meta.url\n/** import.meta.url\n * import.meta.dirname */\n")).toEqual([]);
});

test('packages from outside that look beside themselves are named, but for those that need not', () => {
  expect(strayPackage('some', 'node_modules/some/a.js', 'fs.readFileSync(__dirname + "/x")')).toEqual([expect.stringContaining('node_modules/some/a.js: looks for files beside itself')]);
  expect(strayPackage('some', 'node_modules/some/a.mjs', 'new URL("x", import.meta.url)')).toHaveLength(1);
  expect(strayPackage('some', 'node_modules/some/a.js', 'no__dirname_here')).toEqual([]);
  expect(strayPackage('pino', 'node_modules/pino/a.js', '__dirname')).toEqual([]);
});

test('what is left out is Node\'s, or known to be needless', () => {
  expect(['fs', 'node:sqlite', 'fs/promises', 'bufferutil'].flatMap(strayImport)).toEqual([]);
  expect(strayImport('other')).toEqual([expect.stringContaining('other: is used where it is installed, and is not')]);
});
