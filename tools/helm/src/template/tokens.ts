import { TemplateError, type Where } from './template-error.ts';

/** Text between actions, what trim markers take already taken; or the words of one action. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly where: Where }
  | { readonly kind: 'action'; readonly tokens: readonly Token[]; readonly where: Where };

export interface Token {
  readonly type: 'word' | 'field' | 'variable' | 'string' | 'number' | 'dot' | 'sign';
  /** The name without `.` or `$`, the string's content, the number's digits, the sign itself. */
  readonly text: string;
  /** Whether it stands right behind the token before it: `$a.b` is one operand, `$a .b` are two. */
  readonly joined: boolean;
  readonly where: Where;
}

/** Go's text/template: `{{`, `}}`, with `{{- ` and ` -}}` taking the white space beside them, and comments. Throws TemplateError. */
export function pieces(file: string, text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  let trimNext = false;
  while (at <= text.length) {
    const start = text.indexOf('{{', at);
    const until = start < 0 ? text.length : start;
    const trimsBefore = start >= 0 && /^\{\{-[ \t\r\n]/.test(text.slice(start, start + 4));
    addText(found, text.slice(at, until), { file, line: lineAt(text, at) }, trimNext, trimsBefore);
    if (start < 0) break;
    const where = { file, line: lineAt(text, start) };
    const inner = start + (trimsBefore ? 3 : 2);
    const comment = /^[ \t\r\n]*\/\*[\s\S]*?\*\//.exec(text.slice(inner));
    if (comment !== null && (trimsBefore || comment[0].startsWith('/*'))) {
      const end = /^(?:[ \t\r\n]+-)?\}\}/.exec(text.slice(inner + comment[0].length));
      if (end === null) throw new TemplateError(where, 'a comment ends right before }}, or before  -}}');
      trimNext = end[0].includes('-');
      at = inner + comment[0].length + end[0].length;
      continue;
    }
    const { tokens, end, trims } = actionTokens(file, text, inner, where);
    found.push({ kind: 'action', tokens, where });
    trimNext = trims;
    at = end;
  }
  return found;
}

function addText(found: Piece[], text: string, where: Where, trimStart: boolean, trimEnd: boolean): void {
  const left = trimStart ? text.replace(/^[ \t\r\n]+/, '') : text;
  const both = trimEnd ? left.replace(/[ \t\r\n]+$/, '') : left;
  if (both !== '') found.push({ kind: 'text', text: both, where });
}

/** One alternative each; the order counts. */
const token = /(?<space>[ \t\r\n]+)|(?<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?<number>-?\d+(?:\.\d+)?)|\$(?<variable>\w*)|\.(?<field>[A-Za-z_]\w*)|(?<dot>\.)|(?<word>[A-Za-z_]\w*)|(?<sign>:=|[=|(),])/y;

interface Action {
  readonly tokens: readonly Token[];
  /** Behind its }}. */
  readonly end: number;
  readonly trims: boolean;
}

function actionTokens(file: string, text: string, from: number, opened: Where): Action {
  const tokens: Token[] = [];
  let joined = false;
  for (let at = from; at < text.length;) {
    const closing = /^(?:[ \t\r\n]+-)?\}\}/.exec(text.slice(at, at + 200));
    if (closing !== null) return { tokens, end: at + closing[0].length, trims: closing[0].includes('-') };
    token.lastIndex = at;
    const match = token.exec(text);
    const where = { file, line: lineAt(text, at) };
    if (match === null) throw new TemplateError(where, `${JSON.stringify(text.slice(at, at + 10))} is not understood`);
    at = token.lastIndex;
    if (match.groups!['space'] !== undefined) {
      joined = false;
      continue;
    }
    tokens.push({ ...tokenOf(match.groups!, where), joined, where });
    joined = true;
  }
  throw new TemplateError(opened, 'an action has no end: }} is missing');
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, where: Where): Pick<Token, 'type' | 'text'> {
  const [type, text] = Object.entries(groups).find(([, value]) => value !== undefined) as [Token['type'], string];
  return { type, text: type === 'string' ? unquoted(text, where) : text };
}

function unquoted(literal: string, where: Where): string {
  if (literal.startsWith('`')) return literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch {
    throw new TemplateError(where, `the string ${literal} has an escape that is not understood`);
  }
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let next = text.indexOf('\n'); next >= 0 && next < at; next = text.indexOf('\n', next + 1)) line++;
  return line;
}
