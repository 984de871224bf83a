import { isTest } from '../modules.ts';
import type { Rule } from '../rule.ts';

const focused = /\b(?:test|it|describe)(?:\.\w+)*\.only\b|\b(?:fit|fdescribe)\(/;
const skipped = /\b(?:test|it|describe)(?:\.\w+)*\.(?:skip|todo|failing)\b|\b(?:xit|xtest|xdescribe)\(/;
const reason = /\/\/ skipped: \S+( \S+)+/;

/** A test that is skipped, for ever or under a condition, has `// skipped: WHY` on its line or the one before; `only` is never left behind. */
export const noSkippedTestsWithoutReason: Rule = {
  name: 'no-skipped-tests-without-reason',
  check: (tree) => tree.paths.filter(isTest).flatMap((path) => {
    const lines = tree.text(path).split('\n');
    return lines.flatMap((line, at) => {
      const code = line.replace(/'[^']*'|"[^"]*"/g, '');
      if (focused.test(code)) return [`${path}:${at + 1}: leaves all other tests out`];
      if (!skipped.test(code) || reason.test(line) || reason.test(lines[at - 1] ?? '')) return [];
      return [`${path}:${at + 1}: is skipped without a reason (// skipped: WHY)`];
    });
  }),
};
