import type { Rule } from '../rule.ts';
import type { Tree } from '../tree.ts';
import { isTest } from '../modules.ts';

const page = 'README.md';

/**
 * A mode is a file of libs/ingress that says `name: '...'` (docs/architecture.md, "Adding a mode"): it has its row in the README's table of
 * modes and is met by name in an end to end test. That its service is in the chart is the rule `mode-in-helm`.
 */
export const modesInDocs: Rule = {
  name: 'modes-in-docs',
  check(tree) {
    const table = tree.has(page) ? tree.text(page).split('\n').filter((line) => line.startsWith('| `')) : [];
    const suites = tree.paths.filter((path) => path.startsWith('apps/e2e/') && isTest(path)).map((path) => tree.text(path));
    return modes(tree).flatMap(({ name, path }) => [
      ...(table.some((row) => new RegExp(`\`${name}[:\`]`).test(row)) ? [] : [`${path}: ${page} has no row for the mode \`${name}\``]),
      ...(suites.some((text) => new RegExp(`['"\`]${name}[:@'"\`]`).test(text)) ? [] : [`${path}: no test of apps/e2e runs the mode \`${name}\``]),
    ]);
  },
};

function modes(tree: Tree): readonly { readonly name: string; readonly path: string }[] {
  return tree.paths.filter((path) => /^libs\/ingress\/src\/[^/]+\.ts$/.test(path) && !isTest(path)).flatMap((path) => {
    const name = /^ *(?:readonly )?name(?:: | = )'([a-z0-9]+)'/m.exec(tree.text(path))?.[1];
    return name === undefined ? [] : [{ name, path }];
  });
}
