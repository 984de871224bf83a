import { treeOf } from '../tree.ts';
import { noOutsideReferences } from './no-outside-references.ts';

const check = (text: string) => noOutsideReferences.check(treeOf({ 'a.md': text }));

test('a folder beside the clone', () => {
  expect(check(`see ../${'shared'}/design`)).toEqual(['a.md:1: names a folder outside the repository']);
});

test('a path of one machine', () => {
  expect(check(`\ncd /${'work'}/main`)).toEqual(['a.md:2: names a path of one machine']);
});

test('other words', () => {
  expect(check('https://example.com/framework/x ../sharedness')).toEqual([]);
});
