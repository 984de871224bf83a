import { tableRows } from '../markdown.ts';
import type { Rule } from '../rule.ts';
import { allDependencies, projects } from '../workspace.ts';

const page = 'docs/dependencies.md';

/** Each package from outside has its row in docs/dependencies.md, saying where and why; packages of types alone need none. */
export const dependenciesHaveReasons: Rule = {
  name: 'dependencies-have-reasons',
  check(tree) {
    if (!tree.has(page)) return [`${page}: is not there`];
    const rows = tableRows(tree.text(page));
    const listed = new Set(rows.flatMap(([names]) => (names ?? '').split(',').map((name) => name.trim().replaceAll('`', ''))));
    const all = projects(tree);
    const own = new Set(all.map(({ manifest }) => manifest.name));
    const used = new Map(all.flatMap(({ folder, manifest }) => [...allDependencies(manifest).keys()].map((name) => [name, folder] as const)));
    const outside = [...used].filter(([name]) => !own.has(name) && !name.startsWith('@types/'));
    return [
      ...outside.filter(([name]) => !listed.has(name)).map(([name, folder]) => `${page}: has no reason for ${name} (${folder}/package.json)`),
      ...[...listed].filter((name) => !used.has(name)).map((name) => `${page}: lists ${name}, which nothing needs`),
      ...rows.filter((cells) => cells.length < 3 || cells.includes('')).map(([name]) => `${page}: the row of ${name} does not say where and why`),
    ];
  },
};
