import { treeOf } from '../tree.ts';
import { errorCodesDocumented } from './error-codes-documented.ts';

const check = (...rows: string[]) => errorCodesDocumented(['reset', 'internal']).check(treeOf({ 'docs/errors.md': ['| code | meaning |', '|---|---|', ...rows].join('\n') }));

test('each code has its row', () => {
  expect(check('| `reset` | a |', '| `internal` | b |')).toEqual([]);
});

test('a code without a row, and a row without a code', () => {
  expect(check('| `reset` | a |', '| `gone` | b |')).toEqual(['docs/errors.md: has no row for `internal`', 'docs/errors.md: `gone` is no code of libs/flow']);
});

test('two rows, an empty cell, another order', () => {
  expect(check('| `reset` | a |', '| `internal` | b |', '| `reset` | c |')).toEqual(['docs/errors.md: `reset` has two rows']);
  expect(check('| `reset` | a |', '| `internal` |  |')).toEqual([expect.stringContaining('empty cell')]);
  expect(check('| `internal` | a |', '| `reset` | b |')).toEqual([expect.stringContaining('order')]);
});

test('no page at all', () => {
  expect(errorCodesDocumented([]).check(treeOf({}))).toEqual(['docs/errors.md: is not there']);
});
