import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { treeOf, walkedPaths, workingTree } from './tree.ts';

test('files and folders are there, once and in order', () => {
  const tree = treeOf({ 'b/c/d.ts': 'x', a: '' });
  expect(tree.paths).toEqual(['a', 'b/c/d.ts']);
  expect(['a', 'b/c/d.ts', 'b', 'b/c', 'b/c/', '.'].every((path) => tree.has(path))).toBe(true);
  expect(tree.has('b/c/d')).toBe(false);
  expect(tree.text('b/c/d.ts')).toBe('x');
  expect(() => tree.text('b')).toThrow(RangeError);
});

describe('without git', () => {
  const root = mkdtempSync(join(tmpdir(), 'weir-tree-'));
  afterAll(() => rmSync(root, { recursive: true }));

  test('what tools make is left out', () => {
    mkdirSync(join(root, 'a', 'node_modules'), { recursive: true });
    writeFileSync(join(root, 'a', 'x.ts'), 'here');
    writeFileSync(join(root, 'a', 'node_modules', 'y.ts'), '');
    expect(walkedPaths(root)).toEqual(['a/x.ts']);
    expect(workingTree(root).text('a/x.ts')).toBe('here');
  });
});
