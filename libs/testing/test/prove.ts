import { everyCut, inEveryState, type EveryStateOptions, type Outcome, type Script } from '../src/index.ts';

/** What is asked of each sequence besides its own calls. Answers with what it comes to, for more to be asked. */
export function prove(script: Script, options: EveryStateOptions = {}): { outcome?: Outcome } {
  const proven: { outcome?: Outcome } = {};
  test('comes to the same, however its input is cut', () => {
    proven.outcome = everyCut(script);
  });
  test('stands resets, ends, failures, a drain, a shutdown and a held peer in every state, after every byte', () => {
    inEveryState(script, undefined, { byteByByte: true, ...options });
  });
  return proven;
}
