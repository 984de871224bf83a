import { treeOf } from '../tree.ts';
import { noSkippedTestsWithoutReason } from './no-skipped-tests-without-reason.ts';

const check = (text: string) => noSkippedTestsWithoutReason.check(treeOf({ 'a.test.ts': text }));

test.each([
  "test.skip('x', () => {});", "const run = here ? test : test.skip;", "describe.skip('x', () => {});", "test.todo('x');", "xit('x', () => {});",
  "test.concurrent.skip('x', () => {});", "it.failing('x', () => {});", "// skipped: because\ntest.skip('x');",
])('%s: no reason', (text) => {
  expect(check(text)).toEqual([expect.stringMatching(/^a\.test\.ts:[12]: is skipped without a reason/)]);
});

test('a reason on the line or before it', () => {
  expect(check("// skipped: needs a kernel with WireGuard\ntest.skip('x', () => {});\ntest.skip('y'); // skipped: as above\n")).toEqual([]);
});

test.each(["test.only('x', () => {});", "fdescribe('x', () => {});"])('%s: never', (text) => {
  expect(check(`// skipped: a good reason\n${text}`)).toEqual(['a.test.ts:2: leaves all other tests out']);
});

test('words in texts and names of other things are no tests', () => {
  expect(check("reader.skip(1);\nexpect(x).toBe('test.skip');\n")).toEqual([]);
});
