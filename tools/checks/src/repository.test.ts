import { commands } from './commands.ts';
import { root } from './root.ts';
import { rules } from './rules.ts';
import { optionsDocumented } from './rules/options-documented.ts';
import { workingTree } from './tree.ts';

const tree = workingTree(root);

test.each(rules)('$name', ({ check }) => {
  expect(check(tree)).toEqual([]);
});

test('options-documented', async () => {
  expect(optionsDocumented(await commands(root)).check(tree)).toEqual([]);
});

test('each rule is applied, and bears the name of its file', () => {
  const files = tree.paths.flatMap((path) => /^tools\/checks\/src\/rules\/(.+?)(?<!\.test)\.ts$/.exec(path)?.[1] ?? []);
  expect([...rules.map(({ name }) => name), 'options-documented'].sort()).toEqual(files);
});
