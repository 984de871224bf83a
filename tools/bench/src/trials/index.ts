import { crashTrial } from './crash.ts';
import { drainTrial } from './drain.ts';
import { hostileTrials } from './hostile.ts';
import { ingestTrial } from './ingest.ts';
import { issueTrial } from './issue.ts';
import { memoryTrials } from './memory.ts';
import { throughputTrials } from './throughput.ts';
import type { Trial } from './trial.ts';

export const trials: readonly Trial[] = [...memoryTrials, ...throughputTrials, ingestTrial, issueTrial, drainTrial, crashTrial, ...hostileTrials];

/** `all` is every one. Throws Error with words for the user. */
export function trialsNamed(names: readonly string[]): readonly Trial[] {
  if (names.includes('all')) return trials;
  return names.map((name) => {
    const trial = trials.find((known) => known.name === name);
    if (trial === undefined) throw new Error(`there is no trial ${name}; there are: all ${trials.map((known) => known.name).join(' ')}`);
    return trial;
  });
}
