/** How many names are proposed at most where several are equally near. */
const proposals = 3;

/** ": did you mean --mode?" for a word that is near one of `names`, which are shown as they are; empty where none is. */
export function proposal(word: string, names: readonly string[]): string {
  const near = nearest(word, names);
  const found = (near.length > 0 ? near : namesThatHold(word, names)).slice(0, proposals);
  if (found.length === 0) return '';
  const before = found.slice(0, -1).join(', ');
  return `: did you mean ${before === '' ? '' : `${before} or `}${found.at(-1)!}?`;
}

/** Those of `names` that a slip of the hand turns into `word`, all equally near. Leading hyphens, case and `-` or `_` do not count. */
export function nearest(word: string, names: readonly string[]): readonly string[] {
  const typed = bare(word);
  const measured = names.map((name) => [name, editDistance(typed, bare(name))] as const);
  const least = Math.min(slips(typed), ...measured.map(([, distance]) => distance));
  return measured.filter(([, distance]) => distance === least).map(([name]) => name);
}

/**
 * How many letters must be changed, put in, left out or swapped with their neighbour to turn one word into the other
 * (optimal string alignment: a swap costs one, as it is one slip).
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1), swapped ? beforeLast[j - 2]! + 1 : Infinity));
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length]!;
}

/** As many slips as leave a word of this length recognisable: two letters could be anything. */
function slips(word: string): number {
  if (word.length < 3) return 0;
  return word.length < 6 ? 1 : 2;
}

/** `insecure` stands in `ssl-insecure`, `listen` begins `listen-host`, `home-dir` holds `home`. */
function namesThatHold(word: string, names: readonly string[]): string[] {
  const typed = bare(word);
  if (typed.length < 3) return [];
  return names.filter((name) => {
    const known = bare(name);
    return known.startsWith(typed) || `-${known}-`.includes(`-${typed}-`) || `-${typed}-`.includes(`-${known}-`);
  });
}

function bare(word: string): string {
  return word.replace(/^-+/, '').replaceAll('_', '-').toLowerCase();
}
