/** One step of a path, from a value to the values in it. */
export interface PathStep {
  /** `..`: at any depth below, not only directly. */
  readonly deep: boolean;
  /** A member of this name, in lower case; a number: the element there; undefined: every member or element. */
  readonly key: string | number | undefined;
}

/** What is wrong with a path, and where in it. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** Longer ones are taken for a mistake. */
const maxLength = 500;
const maxSteps = 32;

const dotName = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*/y;
const index = /\[(0|[1-9]\d{0,8})\]/y;
const quoted = /\[(?:'((?:[^'\\]|\\['\\])+)'|"((?:[^"\\]|\\["\\])+)")\]/y;

/**
 * Reads a path, a small part of JSONPath (RFC 9535): `$`, then steps `.name`, `['any name']`, `[0]`, `.*` or `[*]`, and `..name` or `..['any name']` for any depth.
 * Names are compared without case. Throws JsonPathError.
 */
export function parseJsonPath(text: string): readonly PathStep[] {
  const fail = (at: number, why: string): never => {
    throw new JsonPathError(`${JSON.stringify(text.slice(0, maxLength))}: ${why}${at > 0 ? ` at character ${at + 1}` : ''}`);
  };
  if (text.length > maxLength) fail(0, `a path has at most ${maxLength} characters`);
  if (text[0] !== '$') fail(0, 'a path begins with $, as in $.user.password or $..secret');
  const steps: PathStep[] = [];
  let at = 1;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at += match[0].length;
    return match;
  };
  while (at < text.length) {
    const begin = at;
    const deep = text.startsWith('..', at);
    const dotted = deep || text[at] === '.';
    if (dotted) at += deep ? 2 : 1;
    let key: string | number | undefined;
    if (text[at] === '[') {
      if (dotted && !deep) fail(at, 'after a dot comes a name');
      if (deep && !text.startsWith("['", at) && !text.startsWith('["', at)) fail(at, 'after .. comes a name');
      if (text.startsWith('[*]', at)) {
        at += 3;
      } else {
        const name = take(quoted);
        const number = name === null ? take(index) : null;
        if (name !== null) key = nameOf((name[1] ?? name[2])!.replace(/\\(.)/g, '$1'));
        else if (number !== null) key = Number(number[1]);
        else fail(begin, 'expected [0], [*] or a name in quotes, as [\'a name\'],');
      }
    } else if (!dotted) {
      fail(begin, 'expected . or [');
    } else if (text[at] === '*') {
      if (deep) fail(at, 'after .. comes a name');
      at++;
    } else {
      const name = take(dotName);
      if (name === null) fail(at, 'expected a name (with other characters: [\'a name\'])');
      key = nameOf(name![0]);
    }
    if (steps.push({ deep, key }) > maxSteps) fail(begin, `a path has at most ${maxSteps} steps, one too many`);
  }
  if (steps.length === 0) fail(0, '$ alone is the whole document: name what is in it, or $.* for all');
  return steps;
}

/** Names as they are compared. */
export function nameOf(text: string): string {
  return text.toLowerCase();
}
