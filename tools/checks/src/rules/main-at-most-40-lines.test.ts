import { treeOf } from '../tree.ts';
import { mainAtMost40Lines } from './main-at-most-40-lines.ts';

test('a main.ts that does more than assemble', () => {
  const tree = treeOf({ 'apps/a/src/main.ts': 'x\n'.repeat(41), 'apps/b/src/main.tsx': 'x\n'.repeat(40), 'apps/c/src/domain.ts': 'x\n'.repeat(41) });
  expect(mainAtMost40Lines.check(tree)).toEqual(['apps/a/src/main.ts: has 41 lines, more than 40']);
});
