import { treeOf } from '../tree.ts';
import { dependenciesHaveReasons } from './dependencies-have-reasons.ts';

const check = (...rows: string[]) => dependenciesHaveReasons.check(treeOf({
  'libs/a/package.json': '{"name":"@weir/a","dependencies":{"zod":"^4","@weir/b":"*"},"devDependencies":{"jest":"30","@types/jest":"30"}}',
  'libs/b/package.json': '{"name":"@weir/b"}',
  'docs/dependencies.md': ['| package | where | why |', '|---|---|---|', ...rows].join('\n'),
}));

test('a row may name several', () => {
  expect(check('| zod, jest | libs/a | options, tests |')).toEqual([]);
});

test('one without a reason, and a reason without one', () => {
  expect(check('| zod | libs/a | options |', '| yaml | libs/a | files |')).toEqual([
    'docs/dependencies.md: has no reason for jest (libs/a/package.json)', 'docs/dependencies.md: lists yaml, which nothing needs',
  ]);
});

test('a row that says nothing', () => {
  expect(check('| zod, jest | libs/a |  |')).toEqual([expect.stringContaining('does not say where and why')]);
});
