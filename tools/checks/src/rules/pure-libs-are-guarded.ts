import { importsOf, isTest } from '../modules.ts';
import type { Rule } from '../rule.ts';
import type { Tree } from '../tree.ts';
import { projects, tagsOf } from '../workspace.ts';

const config = 'eslint.config.js';
const pureKinds: readonly string[] = ['type:pure', 'type:core', 'type:contract'];

/** Node's modules that hold no socket, clock, file or chance. */
const harmless: readonly string[] = ['node:buffer'];

/** ESLint forbids sockets, clocks and chance in pure libraries: each of them is on its list, none switches it off, and what it does not name is not used either. */
export const pureLibsAreGuarded: Rule = {
  name: 'pure-libs-are-guarded',
  check(tree) {
    const pure = projects(tree).map(({ folder }) => folder).filter((folder) => tagsOf(tree, folder)?.some((tag) => pureKinds.includes(tag)));
    const guarded = guardedLibs(tree);
    return pure.flatMap((folder) => [
      ...(guarded.includes(folder) ? [] : [`${config}: the rules of pure libraries do not cover ${folder}`]),
      ...sources(tree, folder).flatMap((path) => impurities(tree, path)),
    ]);
  },
};

/** From `files: ['libs/{core,flow}/src/**\/*.ts']` of the block that has no-restricted-imports. */
function guardedLibs(tree: Tree): string[] {
  const text = tree.has(config) ? tree.text(config) : '';
  const block = /files: \['libs\/\{([^}]+)\}\/src\/\*\*\/\*\.ts'\](?:(?!files:)[\s\S])*?'no-restricted-imports': \['error'/.exec(text);
  return (block?.[1] ?? '').split(',').map((name) => `libs/${name}`);
}

function sources(tree: Tree, folder: string): readonly string[] {
  return tree.paths.filter((path) => path.startsWith(`${folder}/src/`) && path.endsWith('.ts') && !isTest(path) && !path.includes('/src/gen/'));
}

function impurities(tree: Tree, path: string): string[] {
  const text = tree.text(path);
  const switched = /eslint-disable[^\n]*(?:no-restricted|\*\/\s*$)/m.test(text) ? [`${path}: switches a rule of pure libraries off`] : [];
  return [...switched, ...importsOf(text)
    .filter(({ specifier }) => specifier.startsWith('node:') && !harmless.includes(specifier))
    .map(({ specifier, line }) => `${path}:${line}: imports ${specifier}: a pure library gets it as an input`)];
}
