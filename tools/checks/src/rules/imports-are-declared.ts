import { importsOf, isModule, isTest, packageOf } from '../modules.ts';
import type { Rule } from '../rule.ts';
import type { Tree } from '../tree.ts';
import { allDependencies, projects, type Project } from '../workspace.ts';

/** What runs names each package that it imports in its own package.json: npm's flat node_modules would hide a lack. Tests may use the root's tools and each other's libraries; tools/ run in a whole checkout alone, and may use the root's as well. */
export const importsAreDeclared: Rule = {
  name: 'imports-are-declared',
  check(tree) {
    const all = projects(tree);
    const root = allDependencies(all.find(({ folder }) => folder === '.')?.manifest ?? { name: '' });
    return all.filter(({ folder }) => folder !== '.').flatMap((project) => undeclared(tree, project, project.folder.startsWith('tools/') ? root : new Map()));
  },
};

function undeclared(tree: Tree, { folder, manifest }: Project, others: ReadonlyMap<string, string>): string[] {
  const declared = new Map([...others, ...allDependencies(manifest)]);
  const missing = new Map<string, string>();
  for (const path of tree.paths) {
    if (!path.startsWith(`${folder}/src/`) || !isModule(path) || isTest(path)) continue;
    for (const { specifier, line } of importsOf(tree.text(path))) {
      const name = packageOf(specifier);
      if (name !== undefined && name !== manifest.name && !declared.has(name) && !missing.has(name)) missing.set(name, `${path}:${line}`);
    }
  }
  return [...missing].map(([name, where]) => `${folder}/package.json: does not name ${name}, which ${where} imports`);
}
