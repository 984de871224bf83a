import { optionsPage, type CommandOptions } from '../options-page.ts';
import type { Rule } from '../rule.ts';
import { findDifference } from '../written-page.ts';

/** docs/options.md says of every option what the option says of itself: flag, environment, default, help. */
export function optionsDocumented(commands: readonly CommandOptions[]): Rule {
  return {
    name: 'options-documented',
    check: (tree) => findDifference(tree, 'docs/options.md', optionsPage(commands), 'tools/checks/src/write-options.ts'),
  };
}
