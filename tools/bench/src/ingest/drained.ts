import { treeUsage } from '../proc/usage.ts';

/** What emptying the stream took. */
export interface Drained {
  readonly flowsPerSecond: number;
  /** Microseconds of CPU of the whole process tree. */
  readonly cpuUsPerFlow: number;
}

/** A look at a consumer: how many batches it has acknowledged, and what its process has used by then. */
export interface Look {
  readonly batches: number;
  readonly atMs: number;
  readonly cpuUs: number;
}

const lookMs = 20;
const giveUpMs = 180_000;

/** Looks again and again until `batches` are acknowledged. Rejects where that comes to a standstill. */
export async function whenDrained(pid: number, batches: number, acknowledged: () => Promise<number>): Promise<readonly Look[]> {
  const looks: Look[] = [];
  for (const until = performance.now() + giveUpMs; performance.now() < until;) {
    const count = await acknowledged();
    looks.push({ batches: count, atMs: performance.now(), cpuUs: treeUsage(pid).cpuUs });
    if (count >= batches) return looks;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  throw new Error(`${looks.at(-1)?.batches ?? 0} of ${batches} batches were acknowledged within ${giveUpMs / 1000} s`);
}

/** From the first look at which a fifth was done, when the process is up and its code compiled, to the last. */
export function drained(looks: readonly Look[], batches: number, flowsInBatch: number): Drained {
  const from = looks.find((look) => look.batches >= batches / 5)!;
  const until = looks.at(-1)!;
  const flows = (until.batches - from.batches) * flowsInBatch;
  return { flowsPerSecond: flows / ((until.atMs - from.atMs) / 1000), cpuUsPerFlow: (until.cpuUs - from.cpuUs) / flows };
}
