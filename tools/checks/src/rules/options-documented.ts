import { optionsPage, type CommandOptions } from '../options-page.ts';
import type { Rule } from '../rule.ts';

const page = 'docs/options.md';
const remedy = 'node --conditions=source tools/checks/src/write-options.ts writes it anew';

/** docs/options.md says of every option what the option says of itself: flag, environment, default, help. */
export function optionsDocumented(commands: readonly CommandOptions[]): Rule {
  return {
    name: 'options-documented',
    check(tree) {
      if (!tree.has(page)) return [`${page}: is not there: ${remedy}`];
      const wanted = optionsPage(commands).split('\n');
      const found = tree.text(page).split('\n');
      const at = wanted.findIndex((line, index) => line !== found[index]);
      if (at < 0 && wanted.length === found.length) return [];
      const line = at < 0 ? wanted.length : at;
      return [`${page}:${line + 1}: says ${shown(found[line])}, not ${shown(wanted[line])}: ${remedy}`];
    },
  };
}

function shown(line: string | undefined): string {
  return line === undefined ? 'nothing more' : JSON.stringify(line);
}
