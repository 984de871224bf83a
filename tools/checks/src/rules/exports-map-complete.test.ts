import { treeOf } from '../tree.ts';
import { exportsMapComplete } from './exports-map-complete.ts';

const manifest = JSON.stringify({ name: '@weir/a', exports: { '.': { source: './src/index.ts', default: './dist/index.js' }, './package.json': './package.json' } });
const check = (files: Record<string, string>) => exportsMapComplete.check(treeOf({ 'libs/a/package.json': manifest, 'libs/a/src/index.ts': '', ...files }));

test('complete; what is built need not be there', () => {
  expect(check({ 'libs/b/src/x.ts': "import { a } from '@weir/a'; import p from '@weir/a/package.json'; import './y.ts'; import '../../../tools/jest/x.mjs';" })).toEqual([]);
});

test('an export without its file', () => {
  expect(check({ 'libs/b/package.json': '{"name":"b","exports":{".":{"source":"./src/index.ts"}}}' })).toEqual(['libs/b/package.json: exports . source: there is no ./src/index.ts']);
});

test('a command without its file', () => {
  expect(check({ 'apps/b/package.json': '{"name":"b","exports":{},"bin":{"b":"./bin/b.mjs"}}' })).toEqual(['apps/b/package.json: bin b: there is no ./bin/b.mjs']);
});

test('no exports at all', () => {
  expect(check({ 'libs/b/package.json': '{"name":"b"}' })).toEqual([expect.stringContaining('has no exports')]);
});

test('a deep import, and one that climbs', () => {
  expect(check({ 'libs/b/src/x.ts': "import '@weir/a/src/index.ts';" })).toEqual(['libs/b/src/x.ts:1: imports @weir/a/src/index.ts, which @weir/a does not export']);
  expect(check({ 'libs/b/src/x.ts': "import '../../a/src/index.ts';" })).toEqual(['libs/b/src/x.ts:1: imports ../../a/src/index.ts of another project']);
});
