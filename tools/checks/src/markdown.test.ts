import { anchors, fencedBlocks, links, tableRows, withoutCode } from './markdown.ts';

const page = '# A page: its name\n\nSee [x](x.md#here "title") and `[no](no.md)`.\n\n```sh\nls [no](no.md)\n# not a heading\n```\n\n## Twice\n## Twice\n\n[ref]: <y.md>\n';

test('fenced blocks, with the line where they begin', () => {
  expect(fencedBlocks(page)).toEqual([{ language: 'sh', body: 'ls [no](no.md)\n# not a heading\n', line: 6 }]);
});

test('code is blanked out in place', () => {
  const plain = withoutCode(page);
  expect(plain).toHaveLength(page.length);
  expect(plain).not.toContain('no.md');
});

test('links but those in code', () => {
  expect(links(page)).toEqual([{ target: 'x.md#here', line: 3 }, { target: 'y.md', line: 13 }]);
});

test('anchors of headings', () => {
  expect([...anchors(page)]).toEqual(['a-page-its-name', 'twice', 'twice-1']);
});

test('rows of tables, without their heads', () => {
  expect(tableRows('| a | b |\n|---|---|\n| 1 | x \\| y |\n\ntext\n| c |\n|---|\n| `2` |\n')).toEqual([['1', 'x \\| y'], ['`2`']]);
});
