import { treeOf } from '../tree.ts';
import { importsAreDeclared } from './imports-are-declared.ts';

const check = (files: Record<string, string>) => importsAreDeclared.check(treeOf({ 'libs/a/package.json': '{"name":"@weir/a","dependencies":{"@weir/b":"*"}}', ...files }));

test('what is declared, Node\'s own, and files', () => {
  expect(check({ 'libs/a/src/x.ts': "import '@weir/b'; \nimport 'node:fs';\nimport './y.ts';" })).toEqual([]);
});

test('what is not, told once', () => {
  expect(check({ 'libs/a/src/x.ts': "import { z } from 'zod/v4';", 'libs/a/src/y.ts': "import { z } from 'zod';" })).toEqual(['libs/a/package.json: does not name zod, which libs/a/src/x.ts:1 imports']);
});

test('tests are free', () => {
  expect(check({ 'libs/a/src/x.test.ts': "import { z } from 'zod';" })).toEqual([]);
});

test('tools have what the root has, what runs elsewhere does not', () => {
  const root = { 'package.json': '{"name":"root","devDependencies":{"esbuild":"1"}}', 'tools/t/package.json': '{"name":"@weir/t"}' };
  expect(check({ ...root, 'tools/t/src/x.ts': "import { build } from 'esbuild';\nimport { z } from 'zod';" })).toEqual(['tools/t/package.json: does not name zod, which tools/t/src/x.ts:2 imports']);
  expect(check({ ...root, 'libs/a/src/x.ts': "import { build } from 'esbuild';" })).toEqual(['libs/a/package.json: does not name esbuild, which libs/a/src/x.ts:1 imports']);
});
