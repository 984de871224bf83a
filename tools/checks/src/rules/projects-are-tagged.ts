import type { Rule } from '../rule.ts';
import type { Tree } from '../tree.ts';
import { projects, tagsOf } from '../workspace.ts';

/** docs/architecture.md, "Dependency direction". */
export const kinds: readonly string[] = ['contract', 'core', 'pure', 'engine', 'adapter', 'assembly', 'testing', 'app'];
export const planes: readonly string[] = ['data', 'query', 'control', 'shared'];

/** Module boundaries hold only for what has tags: each project has one kind and one plane, both known to eslint.config.js. */
export const projectsAreTagged: Rule = {
  name: 'projects-are-tagged',
  check: (tree) => projects(tree).filter(({ folder }) => folder !== '.').flatMap(({ folder }) => untagged(tree, folder)),
};

function untagged(tree: Tree, folder: string): string[] {
  const tags = tagsOf(tree, folder);
  if (tags === undefined) return [`${folder}/project.json: is not there`];
  return [...oneOf(folder, tags, 'type', kinds), ...oneOf(folder, tags, 'plane', planes)];
}

function oneOf(folder: string, tags: readonly string[], what: string, known: readonly string[]): string[] {
  const values = tags.filter((tag) => tag.startsWith(`${what}:`)).map((tag) => tag.slice(what.length + 1));
  if (values.length !== 1) return [`${folder}/project.json: has ${values.length} tags ${what}:..., not one`];
  return known.includes(values[0]!) ? [] : [`${folder}/project.json: ${what}:${values[0]} is not one of ${known.join(', ')}`];
}
