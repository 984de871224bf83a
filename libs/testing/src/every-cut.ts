import { deepStrictEqual } from 'node:assert/strict';
import { outcome, type Outcome } from './outcome.ts';
import { byteByByte, cut, cuttable, type Script, type Step } from './script.ts';

export interface EveryCutOptions {
  /** Cut at each n-th byte of long inputs; 1 is each. */
  readonly stride?: number;
}

/**
 * Plays a script whole, then with each of its inputs cut in two at every byte, then byte by byte: what it comes to must stay the same.
 * Datagrams are never cut. Answers with what the whole script came to.
 */
export function everyCut(script: Script, options: EveryCutOptions = {}): Outcome {
  const want = run(script, script.steps);
  script.steps.forEach((step, index) => {
    const { length } = cuttable(script, step) ?? [];
    for (let at = 1; at < length; at += options.stride ?? 1) {
      same(run(script, cut(script.steps, index, at)), want, `step ${index} (${step[0]}) cut at byte ${at}`);
    }
  });
  same(run(script, byteByByte(script)), want, 'byte by byte');
  return want;
}

function run(script: Script, steps: readonly Step[]): Outcome {
  const book = script.start().play(...steps);
  book.take();
  return outcome(book);
}

function same(got: Outcome, want: Outcome, where: string): void {
  try {
    deepStrictEqual(got, want);
  } catch (cause) {
    throw new Error(`${where}: ${(cause as Error).message}`, { cause });
  }
}
