import { treeOf } from '../tree.ts';
import { noUnfinishedNotes } from './no-unfinished-notes.ts';

test.each(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'])('%s', (note) => {
  expect(noUnfinishedNotes.check(treeOf({ 'a.ts': `x\n// ${note}: later\n` }))).toEqual(['a.ts:2: a note about unfinished work']);
});

test('words that only contain one', () => {
  expect(noUnfinishedNotes.check(treeOf({ 'a.ts': 'test.todo; HACKED; xxx' }))).toEqual([]);
});
