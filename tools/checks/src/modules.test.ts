import { importsOf, packageOf, reachedFrom } from './modules.ts';
import { treeOf } from './tree.ts';

test('imports of every form', () => {
  const text = ["import a from 'a';", '', 'import {', '  b,', "} from './b.ts';", "import 'c';", "export * from \"d\";", "const e = await import('e');", "const no = from('f');"];
  expect(importsOf(text.join('\n'))).toEqual([
    { specifier: 'a', line: 1 }, { specifier: './b.ts', line: 3 }, { specifier: 'c', line: 6 }, { specifier: 'd', line: 7 }, { specifier: 'e', line: 8 },
  ]);
});

test('the package of a specifier', () => {
  expect(['@weir/core', '@weir/core/deep', 'zod', 'zod/v4', './x.ts', 'node:net'].map(packageOf))
    .toEqual(['@weir/core', '@weir/core', 'zod', 'zod', undefined, undefined]);
});

test('what a module reaches, through files and packages, in a circle too', () => {
  const tree = treeOf({
    'libs/a/package.json': '{"name":"@weir/a","exports":{".":{"source":"./src/index.ts"}}}',
    'libs/a/src/index.ts': "export * from './x.ts';", 'libs/a/src/x.ts': "import './index.ts';", 'libs/a/src/y.ts': '',
    'libs/b/src/b.test.ts': "import { x } from '@weir/a';",
  });
  expect([...reachedFrom(tree, 'libs/b/src/b.test.ts')].sort()).toEqual(['libs/a/src/index.ts', 'libs/a/src/x.ts', 'libs/b/src/b.test.ts']);
});
