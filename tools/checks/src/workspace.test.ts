import { treeOf } from './tree.ts';
import { allDependencies, exportTargets, folderOf, projects, tagsOf } from './workspace.ts';

test('the packages of the workspace and nothing deeper', () => {
  const tree = treeOf({ 'package.json': '{"name":"root"}', 'libs/a/package.json': '{"name":"a"}', 'libs/a/test/b/package.json': '{"name":"b"}' });
  expect(projects(tree).map(({ folder, manifest }) => [folder, manifest.name])).toEqual([['.', 'root'], ['libs/a', 'a']]);
});

test('which project a file is of', () => {
  expect(['libs/a/src/x.ts', 'tools/c/x', 'docs/a.md', 'libs/README.md'].map(folderOf)).toEqual(['libs/a', 'tools/c', '.', '.']);
});

test('what a package needs, of every kind', () => {
  const manifest = { name: 'a', dependencies: { b: '1' }, devDependencies: { c: '2' }, optionalDependencies: { d: '3' }, peerDependencies: { e: '4' } };
  expect([...allDependencies(manifest)]).toEqual([['b', '1'], ['c', '2'], ['d', '3'], ['e', '4']]);
});

test('both forms of an export', () => {
  expect(exportTargets('./a.js')).toEqual([['', './a.js']]);
  expect(exportTargets({ source: './a.ts', default: './a.js' })).toEqual([['source', './a.ts'], ['default', './a.js']]);
});

test('tags', () => {
  const tree = treeOf({ 'libs/a/project.json': '{"tags":["type:core"]}', 'libs/b/project.json': '{}' });
  expect(tagsOf(tree, 'libs/a')).toEqual(['type:core']);
  expect(tagsOf(tree, 'libs/b')).toEqual([]);
  expect(tagsOf(tree, 'libs/c')).toBeUndefined();
});
