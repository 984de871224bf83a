import { treeOf } from '../tree.ts';
import { fileAtMost400Lines, lineCount } from './file-at-most-400-lines.ts';

const lines = (count: number) => 'x\n'.repeat(count);
const check = (files: Record<string, string>, exceptions = {}) => fileAtMost400Lines(exceptions).check(treeOf(files));

test('a file of 401 lines', () => {
  expect(check({ 'a.ts': lines(401), 'b.ts': lines(400) })).toEqual([expect.stringContaining('a.ts: has 401 lines')]);
});

test('what is generated, or no program, may be longer', () => {
  expect(check({ 'libs/flow/src/gen/flow.ts': lines(2000), 'docs/a.md': lines(500) })).toEqual([]);
});

test('a listed file may not grow, and its number follows it down', () => {
  expect(check({ 'a.ts': lines(500) }, { 'a.ts': 500 })).toEqual([]);
  expect(check({ 'a.ts': lines(501) }, { 'a.ts': 500 })).toEqual([expect.stringContaining('more than 500')]);
  expect(check({ 'a.ts': lines(499) }, { 'a.ts': 500 })).toEqual([expect.stringContaining('lower its number')]);
  expect(check({ 'a.ts': lines(400) }, { 'a.ts': 500 })).toEqual([expect.stringContaining('take it off')]);
  expect(check({}, { 'a.ts': 500 })).toEqual([expect.stringContaining('is gone')]);
});

test('lines are counted as editors do', () => {
  expect(['', 'a', 'a\n', 'a\nb'].map(lineCount)).toEqual([0, 1, 1, 2]);
});
