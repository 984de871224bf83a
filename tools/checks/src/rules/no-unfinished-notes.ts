import type { Rule } from '../rule.ts';
import { findLines, isGenerated, textFiles } from '../text-files.ts';

/** Written in halves, so that this file keeps its own rule. */
const notes = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'];
const pattern = new RegExp(`\\b(?:${notes.join('|')})\\b`);

/** What is unfinished is finished, or it stands in the documentation as what is not there. */
export const noUnfinishedNotes: Rule = {
  name: 'no-unfinished-notes',
  check: (tree) => textFiles(tree).filter((path) => !isGenerated(path)).flatMap((path) => findLines(tree, path, pattern, 'a note about unfinished work')),
};
