import { treeOf } from '../tree.ts';
import { docsLinksResolve } from './docs-links-resolve.ts';

const check = (text: string) => docsLinksResolve.check(treeOf({ 'docs/a.md': text, 'README.md': '# Weir\n\n## First minute\n', 'libs/x/src/y.ts': '' }));

test('files, folders, headings, other sites', () => {
  expect(check('[a](../README.md#first-minute) [b](../libs/x) [c](../libs/x/src/y.ts#L3) [d](#here) [e](https://example.com/none)\n# Here\n')).toEqual([]);
});

test.each([
  ['[a](b.md)', 'docs/a.md:1: b.md: there is no such file'],
  ['x\n[a](../README.md#second)', 'docs/a.md:2: ../README.md#second: README.md has no such heading'],
  ['[a](#nowhere)', 'docs/a.md:1: #nowhere: docs/a.md has no such heading'],
  ['[a](/README.md)', 'docs/a.md:1: /README.md: is not relative to its page'],
  ['[a](../../outside.md)', 'docs/a.md:1: ../../outside.md: there is no such file'],
])('%s', (text, finding) => {
  expect(check(text)).toEqual([finding]);
});

test('code is no link', () => {
  expect(check('`[a](none.md)`\n\n```\n[a](none.md)\n```\n')).toEqual([]);
});
