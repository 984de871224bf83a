import { stripTypeScriptTypes } from 'node:module';
import { posix } from 'node:path';
import { isModule, isTest, reachedFrom } from '../modules.ts';
import type { Rule } from '../rule.ts';
import { isGenerated } from '../text-files.ts';
import type { Tree } from '../tree.ts';

/** Sources with behaviour and no test of their own. The list may only shrink. */
export interface UntestedSources {
  /** How many files there are on it: lowered with each that leaves, raised by nobody. */
  readonly ceiling: number;
  /** By test file: what it tests besides its namesake. Checked: the test must reach it by its imports. */
  readonly testedBy: Readonly<Record<string, readonly string[]>>;
  /** By file: why no unit test reaches it, and what does run it. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Whole kinds of files, `*` standing for any name: why they have no tests of their own, and what runs them. Not counted. */
  readonly kinds: Readonly<Record<string, string>>;
}

/** `x.ts` with behaviour has `x.test.ts` beside it, or is on the list. Declarations, constants and re-exports have none to test. */
export function everySourceHasATest(list: UntestedSources): Rule {
  return {
    name: 'every-source-has-a-test',
    check(tree) {
      const untested = tree.paths.filter((path) => isSource(path) && !hasOwnTest(tree, path) && hasBehaviour(path, tree.text(path)));
      const kinds = Object.keys(list.kinds);
      const bare = untested.filter((path) => !kinds.some((kind) => isOfKind(path, kind)));
      const listed = [...Object.values(list.testedBy).flat(), ...Object.keys(list.reasons)];
      const superfluous = [...listed.filter((path) => !bare.includes(path)), ...kinds.filter((kind) => !untested.some((path) => isOfKind(path, kind)))];
      return [
        ...bare.filter((path) => !listed.includes(path)).map((path) => `${path}: has no test beside it`),
        ...superfluous.map((path) => `${path}: needs no exception any more: take it off the list of untested sources`),
        ...Object.entries(list.testedBy).flatMap(([test, sources]) => unreached(tree, test, sources)),
        ...ceilingFindings(listed.length, list.ceiling),
      ];
    },
  };
}

function ceilingFindings(count: number, ceiling: number): string[] {
  if (count > ceiling) return [`the list of untested sources: has ${count}, more than its ceiling of ${ceiling}: write a test instead`];
  return count < ceiling ? [`the list of untested sources: has ${count}: lower its ceiling from ${ceiling}`] : [];
}

function isSource(path: string): boolean {
  if (!isModule(path) || isTest(path) || isGenerated(path) || path.endsWith('.d.ts')) return false;
  return /^(?:apps|libs|tools)\/[^/]+\/(?:src|bin)\//.test(path) || /^tools\/(?:jest|workspace)\//.test(path);
}

function hasOwnTest(tree: Tree, path: string): boolean {
  return tree.has(`${path.slice(0, -posix.extname(path).length)}.test.ts`);
}

/** A function, a class or a call that stands by itself. */
export function hasBehaviour(path: string, text: string): boolean {
  const code = (path.endsWith('.ts') ? stripTypeScriptTypes(text) : text).replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '').replace(/'[^'\n]*'/g, "''");
  return /=>|\bfunction\b|\bclass\b|^(?!import\b|export\b)[\w.]+\([\s\S]*\)/m.test(code);
}

/** `apps/ui/src/*.tsx` is `apps/ui/src/app.tsx` and nothing deeper. */
function isOfKind(path: string, kind: string): boolean {
  const [before = '', after = ''] = kind.split('*');
  return path.startsWith(before) && path.endsWith(after) && !path.slice(before.length, path.length - after.length).includes('/');
}

function unreached(tree: Tree, test: string, sources: readonly string[]): string[] {
  if (!tree.has(test)) return [`${test}: is not there, and was to test ${sources.join(', ')}`];
  const reached = reachedFrom(tree, test);
  return sources.filter((source) => tree.has(source) && !reached.has(source)).map((source) => `${test}: does not reach ${source}, which it was to test`);
}
