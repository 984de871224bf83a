import { treeOf } from './tree.ts';
import { findDifference } from './written-page.ts';

const find = (files: Record<string, string>) => findDifference(treeOf(files), 'docs/a.md', 'one\ntwo\n', 'tools/write.ts');

test('as it is written', () => {
  expect(find({ 'docs/a.md': 'one\ntwo\n' })).toEqual([]);
});

test.each([
  [{}, 'docs/a.md: is not there: node --conditions=source tools/write.ts writes it anew'],
  [{ 'docs/a.md': 'one\nto\n' }, 'docs/a.md:2: says "to", not "two": node'],
  [{ 'docs/a.md': 'one' }, 'docs/a.md:2: says nothing more, not "two": node'],
  [{ 'docs/a.md': 'one\ntwo\n\n' }, 'docs/a.md:4: says "", not nothing more: node'],
] as [Record<string, string>, string][])('%j', (files, message) => {
  expect(find(files)).toEqual([expect.stringContaining(message)]);
});
