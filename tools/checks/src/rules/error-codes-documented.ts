import { tableRows } from '../markdown.ts';
import type { Rule } from '../rule.ts';

const page = 'docs/errors.md';

/** docs/errors.md has exactly one row for each code of libs/flow, in the same order, with nothing left empty. */
export function errorCodesDocumented(codes: readonly string[]): Rule {
  return {
    name: 'error-codes-documented',
    check(tree) {
      if (!tree.has(page)) return [`${page}: is not there`];
      const rows = tableRows(tree.text(page)).filter(([first]) => /^`[a-z-]+`$/.test(first ?? ''));
      const documented = rows.map(([code]) => code!.slice(1, -1));
      const missing = codes.filter((code) => !documented.includes(code)).map((code) => `${page}: has no row for \`${code}\``);
      const unknown = documented.filter((code) => !codes.includes(code)).map((code) => `${page}: \`${code}\` is no code of libs/flow`);
      const twice = documented.filter((code, at) => documented.indexOf(code) !== at).map((code) => `${page}: \`${code}\` has two rows`);
      const empty = rows.filter((cells) => cells.includes('')).map(([code]) => `${page}: the row of ${code} has an empty cell`);
      const findings = [...missing, ...unknown, ...twice, ...empty];
      if (findings.length === 0 && documented.join() !== codes.join()) findings.push(`${page}: the rows are not in the order of libs/flow/src/names.ts`);
      return findings;
    },
  };
}
