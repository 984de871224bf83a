import { machineTime } from './proc/machine-time.ts';
import { treeUsage } from './proc/usage.ts';

/** Where others took more than this share of the machine, caches and cores were not the contestant's: the measurement is taken again. */
export const mostOthers = 0.1;

/** CPU of the machine up to a moment, and the part of the benchmark and all it has started; microseconds. */
export interface Moment {
  readonly busyUs: number;
  readonly totalUs: number;
  readonly ownUs: number;
}

export function momentNow(): Moment {
  return { ...machineTime(), ownUs: treeUsage(process.pid).cpuUs };
}

/** What other processes took of the whole machine between two moments, from 0 to 1. */
export function othersShare(before: Moment, after: Moment): number {
  const others = after.busyUs - before.busyUs - (after.ownUs - before.ownUs);
  // Ticks of the machine and of processes are counted apart and may differ by some.
  return Math.max(0, others) / Math.max(1, after.totalUs - before.totalUs);
}

export interface Watch {
  readonly now: () => Moment;
  readonly wait: (ms: number) => Promise<unknown>;
}

const lookMs = 500;

/** Resolves when others leave the machine alone, or after `patienceMs` of waiting for that. */
export async function untilQuiet(patienceMs: number, { now, wait }: Watch): Promise<void> {
  let before = now();
  for (let waited = 0; waited < patienceMs; waited += lookMs) {
    await wait(lookMs);
    const after = now();
    if (othersShare(before, after) <= mostOthers) return;
    before = after;
  }
}
