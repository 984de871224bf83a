import type { Target } from './target.ts';

/** An input for which a target took too long, each time it was tried. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/** An input for which a target does not return. */
export class NoReturn extends Error {
  override readonly name = 'NoReturn';
}

/** Milliseconds for one input: thousands of times what any should take. */
export const slowMs = 1000;

/** What is wrong with the target, as this input shows; undefined: nothing. */
export function attempt(target: Target, input: Uint8Array, now: () => number): Error | undefined {
  let fastest = Infinity;
  // A machine that did something else meanwhile does not do it three times.
  for (let tries = 0; tries < 3 && fastest > slowMs; tries++) {
    const start = now();
    try {
      // A copy: a target that writes into its input must not spoil the corpus, or its own replay.
      target.run(Uint8Array.from(input));
    } catch (thrown) {
      return isError(thrown) ? thrown : new Error(`threw what is no error: ${String(thrown)}`);
    }
    fastest = Math.min(fastest, now() - start);
  }
  return fastest > slowMs ? new TooSlow(`took ${Math.round(fastest)} ms for ${input.length} bytes`) : undefined;
}

/** Also one of another realm, as Node's own modules throw under a test runner. */
function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]';
}

/** Two failures with the same key are one bug: what was thrown, and where. */
export function failureKey(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const where = frames.find((line) => !/\(?node:|expectThat/.test(line)) ?? '';
  return `${error.name} ${/([^/\s]+:\d+:\d+)\)?$/.exec(where)?.[1] ?? ''}`;
}
