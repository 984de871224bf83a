import { treeOf } from '../tree.ts';
import { readmeCommandsRun, type ReadmeCommands } from './readme-commands-run.ts';

const readme = '```sh\nnpm start   # the proxy\n\n# a remark\ncurl http://localhost/#a\n```\n\n```json\n{}\n```\n';
const check = (covered: ReadmeCommands) => readmeCommandsRun(covered).check(treeOf({ 'README.md': readme, 'apps/e2e/test/a.test.ts': "test('starts', ...)" }));
const all: ReadmeCommands = { 'npm start': { test: 'apps/e2e/test/a.test.ts', text: 'starts' }, 'curl http://localhost/#a': { notRun: 'needs a server' } };

test('all are covered', () => {
  expect(check(all)).toEqual([]);
});

test('one is not', () => {
  expect(check({ 'npm start': all['npm start']! })).toEqual(['README.md:5: nothing runs: curl http://localhost/#a']);
});

test('one that the README no longer has', () => {
  expect(check({ ...all, 'npm stop': { notRun: 'there is nothing to stop' } })).toEqual(['README.md: has no command npm stop: take it off the list']);
});

test('a test that is gone, or says something else, or no reason', () => {
  expect(check({ ...all, 'npm start': { test: 'apps/e2e/test/b.test.ts', text: 'starts' } })).toEqual(['apps/e2e/test/b.test.ts: is not there, and was to run: npm start']);
  expect(check({ ...all, 'npm start': { test: 'apps/e2e/test/a.test.ts', text: 'stops' } })).toEqual([expect.stringContaining('has no "stops"')]);
  expect(check({ ...all, 'npm start': { notRun: '' } })).toEqual([expect.stringContaining('no reason')]);
});

test('an app\'s README counts, a library\'s does not', () => {
  const tree = treeOf({ 'apps/a/README.md': '```sh\nx\n```\n', 'libs/a/README.md': '```sh\ny\n```\n' });
  expect(readmeCommandsRun({}).check(tree)).toEqual(['apps/a/README.md:2: nothing runs: x']);
});
