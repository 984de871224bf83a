import { JsonPathError, nameOf, parseJsonPath, type PathStep } from './json-path.ts';

/** Steps that await a key, by number, in ascending order. */
export type Awaited = readonly number[];

interface Step extends PathStep {
  /** The path as it was given, where this is its last step. */
  readonly path: string | undefined;
}

/** More steps in all paths together are taken for a mistake: each costs time at each member. */
const maxSteps = 256;

export const nothing: Awaited = [];

/** Which values of a document paths lead to, asked from the outside in. */
export class PathMatcher {
  /** Of the document as a whole. */
  readonly start: Awaited;
  readonly #steps: readonly Step[];
  /** By length: whether a name of that length is in a path. */
  readonly #lengths = new Uint8Array(256);

  /** Throws JsonPathError. */
  constructor(paths: readonly string[]) {
    const steps: Step[] = [];
    const start: number[] = [];
    for (const path of paths) {
      start.push(steps.length);
      const parsed = parseJsonPath(path);
      steps.push(...parsed.map((step, at) => ({ ...step, path: at === parsed.length - 1 ? path : undefined })));
    }
    if (steps.length > maxSteps) throw new JsonPathError(`the paths have ${steps.length} steps, more than ${maxSteps} together`);
    this.#steps = steps;
    for (const { key } of steps) if (typeof key === 'string' && key.length < 256) this.#lengths[key.length] = 1;
    this.start = start;
  }

  /** Whether a name of so many characters may be in a path; others are all like `''`. */
  mayName(length: number): boolean {
    return length > 255 || this.#lengths[length] === 1;
  }

  /** The path that ends at this member (by name) or element (by index) of a value. */
  hit(awaited: Awaited, key: string | number): string | undefined {
    const name = typeof key === 'string' ? nameOf(key) : key;
    for (const at of awaited) {
      const step = this.#steps[at]!;
      if (step.path !== undefined && (step.key === undefined || step.key === name)) return step.path;
    }
    return undefined;
  }

  /** What is awaited in that member or element. */
  into(awaited: Awaited, key: string | number): Awaited {
    const name = typeof key === 'string' ? nameOf(key) : key;
    let into: number[] | undefined;
    for (let i = 0; i < awaited.length; i++) {
      const at = awaited[i]!;
      const step = this.#steps[at]!;
      const goesOn = step.path === undefined && (step.key === undefined || step.key === name);
      if (step.deep && !goesOn) {
        if (into !== undefined && into.at(-1) !== at) into.push(at);
        continue;
      }
      // From the first change on it is a list of its own: deep steps alone stay the same all the way down.
      into ??= awaited.slice(0, i);
      if (step.deep && into.at(-1) !== at) into.push(at);
      if (goesOn) into.push(at + 1);
    }
    return into ?? awaited;
  }
}
