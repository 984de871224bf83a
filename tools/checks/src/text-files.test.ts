import { findLines, isGenerated, textFiles } from './text-files.ts';
import { treeOf } from './tree.ts';

test('binary files are left out', () => {
  expect(textFiles(treeOf({ 'a.md': 'x', 'b.bin': 'x', c: 'x\0y' }))).toEqual(['a.md']);
});

test('generated files', () => {
  expect(['package-lock.json', 'libs/flow/src/gen/flow.ts', 'libs/flow/src/general.ts'].map(isGenerated)).toEqual([true, true, false]);
});

test('lines are counted from 1', () => {
  expect(findLines(treeOf({ a: 'x\ny\nx' }), 'a', /x/, 'no x')).toEqual(['a:1: no x', 'a:3: no x']);
});
