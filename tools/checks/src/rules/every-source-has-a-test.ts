import { stripTypeScriptTypes } from 'node:module';
import { posix } from 'node:path';
import { isModule, isTest, reachedFrom } from '../modules.ts';
import type { Rule } from '../rule.ts';
import { isGenerated } from '../text-files.ts';
import type { Tree } from '../tree.ts';

/** Sources with behaviour and no test of their own. The list may only shrink. */
export interface UntestedSources {
  /** How many there are: lowered with each that leaves, raised by nobody. */
  readonly ceiling: number;
  /** By test file: what it tests besides its namesake. Checked: the test must reach it by its imports. */
  readonly testedBy: Readonly<Record<string, readonly string[]>>;
  /** By file, or by folder with a slash at its end: why no unit test reaches it, and what does run it. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** `x.ts` with behaviour has `x.test.ts` beside it, or is on the list. Declarations, constants and re-exports have none to test. */
export function everySourceHasATest(list: UntestedSources): Rule {
  return {
    name: 'every-source-has-a-test',
    check(tree) {
      const bare = new Set(tree.paths.filter((path) => isSource(path) && !hasOwnTest(tree, path) && hasBehaviour(path, tree.text(path))));
      const tested = Object.entries(list.testedBy).flatMap(([test, sources]) => sources.map((source) => ({ test, source })));
      const excused = new Set([...bare].filter((path) => reasonFor(path, list) !== undefined || tested.some(({ source }) => source === path)));
      return [
        ...[...bare].filter((path) => !excused.has(path)).map((path) => `${path}: has no test beside it`),
        ...tested.filter(({ source }) => !bare.has(source)).map(({ source }) => `${source}: needs no exception any more: take it off the list of untested sources`),
        ...Object.entries(list.testedBy).flatMap(([test, sources]) => unreached(tree, test, sources)),
        ...Object.keys(list.reasons).filter((reason) => ![...bare].some((path) => covers(reason, path))).map((reason) => `${reason}: needs no exception any more: take it off the list of untested sources`),
        ...ceilingFindings(excused.size, list.ceiling),
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

function covers(reason: string, path: string): boolean {
  return reason.endsWith('/') ? path.startsWith(reason) : path === reason;
}

function reasonFor(path: string, list: UntestedSources): string | undefined {
  return Object.keys(list.reasons).find((reason) => covers(reason, path));
}

function unreached(tree: Tree, test: string, sources: readonly string[]): string[] {
  if (!tree.has(test)) return [`${test}: is not there, and was to test ${sources.join(', ')}`];
  const reached = reachedFrom(tree, test);
  return sources.filter((source) => tree.has(source) && !reached.has(source)).map((source) => `${test}: does not reach ${source}, which it was to test`);
}
