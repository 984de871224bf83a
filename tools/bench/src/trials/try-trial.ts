import { openBench } from '../open-bench.ts';
import type { Claim } from './claim.ts';
import { trialsNamed } from './index.ts';
import type { TrialResult } from './trial.ts';

/** Carries one out by itself on a small scale, for tests. */
export async function tryTrial(name: string, scale: number): Promise<TrialResult> {
  const [trial] = trialsNamed([name]);
  const { opened, close } = openBench();
  try {
    return await trial!.run({ ...await opened, scale, say: () => undefined });
  } finally {
    await close();
  }
}

/** Claims that have failed, but for those about memory and time: these mean nothing on a small scale and a busy machine. */
export function failed({ claims }: TrialResult): readonly Claim[] {
  return claims.filter(({ holds, unit, what }) => !holds && unit !== 'MB' && unit !== 's' && !unit.endsWith('/s') && !what.includes('latency'));
}
