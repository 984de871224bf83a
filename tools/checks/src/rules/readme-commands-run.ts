import { fencedBlocks } from '../markdown.ts';
import type { Rule } from '../rule.ts';
import type { Tree } from '../tree.ts';

/** What runs a command of a README, or why nothing can. */
export type Coverage =
  /** A test file, and a text that stands in it: the test's name, or the command as the test writes it. */
  | { readonly test: string; readonly text: string }
  | { readonly notRun: string };

/** By command, as the README has it. */
export type ReadmeCommands = Readonly<Record<string, Coverage>>;

/** Where commands are held to: what a user copies first. */
const pages = /^(?:(?:apps\/[^/]+\/)?README|docs\/kubernetes)\.md$/;

/** Each command in a `sh` block of the README, of an app's, or of docs/kubernetes.md is run by a test that is named here, or there is a reason why not. */
export function readmeCommandsRun(covered: ReadmeCommands): Rule {
  return {
    name: 'readme-commands-run',
    check(tree) {
      const found = tree.paths.filter((path) => pages.test(path)).flatMap((path) => commandsOf(tree, path));
      const written = new Set(found.map(({ command }) => command));
      return [
        ...found.filter(({ command }) => covered[command] === undefined).map(({ command, where }) => `${where}: nothing runs: ${command}`),
        ...Object.entries(covered).flatMap(([command, coverage]) => (written.has(command) ? gap(tree, command, coverage) : [`README.md: has no command ${command}: take it off the list`])),
      ];
    },
  };
}

interface Found {
  readonly command: string;
  readonly where: string;
}

function commandsOf(tree: Tree, path: string): Found[] {
  return fencedBlocks(tree.text(path)).filter(({ language }) => language === 'sh').flatMap(({ body, line }) => body.split('\n')
    .map((text, at) => ({ command: text.replace(/\s+# .*$/, '').trim(), where: `${path}:${line + at}` }))
    .filter(({ command }) => command !== '' && !command.startsWith('#')));
}

function gap(tree: Tree, command: string, coverage: Coverage): string[] {
  if ('notRun' in coverage) return coverage.notRun.includes(' ') ? [] : [`README.md: no reason is given why nothing runs: ${command}`];
  if (!tree.has(coverage.test)) return [`${coverage.test}: is not there, and was to run: ${command}`];
  return tree.text(coverage.test).includes(coverage.text) ? [] : [`${coverage.test}: has no ${JSON.stringify(coverage.text)}, which was to run: ${command}`];
}
