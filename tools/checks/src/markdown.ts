/** One fenced block: ```` ```sh ````. */
export interface FencedBlock {
  readonly language: string;
  readonly body: string;
  /** Of its first line inside, from 1. */
  readonly line: number;
}

const fence = /^```(\w*)[^\n]*\n([\s\S]*?)^```\s*$/gm;

export function fencedBlocks(text: string): FencedBlock[] {
  return [...text.matchAll(fence)].map((match) => ({
    language: match[1]!, body: match[2]!, line: text.slice(0, match.index).split('\n').length + 1,
  }));
}

/** The text with code, in blocks or in a line, blanked out; positions stay. */
export function withoutCode(text: string): string {
  const blank = (code: string): string => code.replace(/[^\n]/g, ' ');
  return text.replace(fence, blank).replace(/(`+)[^`][\s\S]*?\1/g, blank);
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

/** Where links and images lead, inline ones and definitions of references. */
export function links(text: string): Link[] {
  const plain = withoutCode(text);
  return [...plain.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*<?([^\s>]+)>?/gm)].map((match) => ({
    target: (match[1] ?? match[2])!, line: plain.slice(0, match.index).split('\n').length,
  }));
}

/** The anchors that a page's headings have: lower case, spaces as hyphens, no punctuation; a second one of a name gets `-1`. */
export function anchors(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const found = new Set<string>();
  for (const match of text.replace(fence, '').matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = match[1]!.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    found.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return found;
}

/** The cells of each row of each table but the header and the line below it. */
export function tableRows(text: string): string[][] {
  const rows: string[][] = [];
  let inside = 0;
  for (const line of text.split('\n')) {
    inside = line.startsWith('|') ? inside + 1 : 0;
    if (inside > 2) rows.push(cells(line));
  }
  return rows;
}

function cells(line: string): string[] {
  return line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim());
}
