import { treeOf } from '../tree.ts';
import { everySourceHasATest, hasBehaviour, type UntestedSources } from './every-source-has-a-test.ts';

const none: UntestedSources = { ceiling: 0, testedBy: {}, reasons: {}, kinds: {} };
const code = 'export const x = () => 1;';
const check = (files: Record<string, string>, list: Partial<UntestedSources> = {}) => everySourceHasATest({ ...none, ...list }).check(treeOf(files));

test('a source without a test', () => {
  expect(check({ 'libs/a/src/x.ts': code, 'libs/a/src/y.ts': code, 'libs/a/src/y.test.ts': '' })).toEqual(['libs/a/src/x.ts: has no test beside it']);
});

test('pages and scripts are sources too; tests\' own helpers are not', () => {
  expect(check({ 'apps/ui/src/app.tsx': code, 'tools/workspace/start.mjs': 'run();', 'libs/a/test/help.ts': code, 'libs/flow/src/gen/flow.ts': code }))
    .toEqual(['apps/ui/src/app.tsx: has no test beside it', 'tools/workspace/start.mjs: has no test beside it']);
});

test('another test that reaches it', () => {
  const files = { 'libs/a/src/x.ts': code, 'libs/a/src/y.test.ts': "import { y } from './y.ts';", 'libs/a/src/y.ts': "import { x } from './x.ts';" };
  expect(check(files, { ceiling: 1, testedBy: { 'libs/a/src/y.test.ts': ['libs/a/src/x.ts'] } })).toEqual([]);
  expect(check({ ...files, 'libs/a/src/y.ts': '' }, { ceiling: 1, testedBy: { 'libs/a/src/y.test.ts': ['libs/a/src/x.ts'] } }))
    .toEqual(['libs/a/src/y.test.ts: does not reach libs/a/src/x.ts, which it was to test']);
  expect(check({ 'libs/a/src/x.ts': code }, { ceiling: 1, testedBy: { 'libs/a/src/y.test.ts': ['libs/a/src/x.ts'] } })).toEqual([expect.stringContaining('is not there')]);
});

test('a reason for a file, which counts, or for a kind, which does not', () => {
  const kinds = { 'apps/b/src/*.tsx': 'why' };
  expect(check({ 'libs/a/src/x.ts': code, 'apps/b/src/y.tsx': code, 'apps/b/src/z.tsx': code }, { ceiling: 1, reasons: { 'libs/a/src/x.ts': 'why' }, kinds })).toEqual([]);
  expect(check({ 'apps/b/src/y.tsx': code, 'apps/b/src/y.ts': code, 'apps/b/src/deep/y.tsx': code }, { kinds })).toEqual([
    'apps/b/src/deep/y.tsx: has no test beside it', 'apps/b/src/y.ts: has no test beside it',
  ]);
});

test('what needs no exception any more leaves the list', () => {
  const files = { 'libs/a/src/x.ts': code, 'libs/a/src/x.test.ts': "import './x.ts';" };
  expect(check(files, { ceiling: 1, reasons: { 'libs/a/src/x.ts': 'why' } })).toEqual([expect.stringContaining('take it off')]);
  expect(check(files, { ceiling: 1, testedBy: { 'libs/a/src/x.test.ts': ['libs/a/src/x.ts'] } })).toEqual([expect.stringContaining('take it off')]);
  expect(check({}, { kinds: { 'libs/a/src/*.tsx': 'why' } })).toEqual([expect.stringContaining('take it off')]);
});

test('the list may only shrink', () => {
  const files = { 'libs/a/src/x.ts': code };
  const reasons = { 'libs/a/src/x.ts': 'why' };
  expect(check(files, { ceiling: 0, reasons })).toEqual([expect.stringContaining('more than its ceiling of 0')]);
  expect(check(files, { ceiling: 2, reasons })).toEqual([expect.stringContaining('lower its ceiling from 2')]);
});

test.each([
  ['a type', 'export type F = () => void; export interface G { (): void }', false],
  ['constants', "export const a = [1, 'class']; /* a function */ // => \nexport const b = { c: 2 };", false],
  ['re-exports', "export { x } from './x.ts';", false],
  ['a function', 'export function x(): void {}', true],
  ['a lambda', 'export const x = (): number => 1;', true],
  ['a class', 'export class X {}', true],
  ['a call', 'await runProgram(1);\nmain();', true],
])('%s has behaviour: see', (_what, text, behaves) => {
  expect(hasBehaviour('a.ts', text)).toBe(behaves);
});
