import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant, Stage } from './contestant.ts';
import type { LoadProcess } from './load-process.ts';
import type { Latency, LoadResult } from './load/job.ts';
import { momentNow, othersShare, untilQuiet } from './others.ts';
import { treeUsage, type Usage } from './proc/usage.ts';
import { jobFor, type Scenario } from './scenario.ts';

/** What one contestant did in one round of one scenario. */
export interface Round {
  readonly requests: number;
  readonly perSecond: number;
  /** Microseconds of CPU a request, of the whole process tree but for the threads that are told apart. */
  readonly cpuUs: number;
  /** The same of what is told apart: threads, until they have nothing left to do, or a program beside it. */
  readonly besideUs?: number;
  /** All of it by the name of the thread. V8's helpers and libuv's pool serve every thread of their process: whose work they do is unknown. */
  readonly threadUs: Readonly<Record<string, number>>;
  /** What processes that are none of the benchmark's took of the machine meanwhile, from 0 to 1. */
  readonly othersShare: number;
  readonly residentKb: number;
  readonly peakKb: number;
  readonly latency: Latency;
  readonly errors: LoadResult['errors'];
  /** What the load generator took, microseconds a request. */
  readonly loadUs: number;
}

export interface MeasureOptions {
  readonly seconds: number;
  /** Before the measurement: code is compiled, connections and certificates are cached. */
  readonly warmUpSeconds: number;
  readonly connections: number;
  /** How long others' load is waited for before each measurement. */
  readonly patienceSeconds: number;
}

export interface Bench extends Omit<Stage, 'folder'> {
  readonly load: LoadProcess;
  /** For everything that contestants write. */
  readonly folder: string;
}

/** Threads that catch up are waited for as long. */
const settleMs = 5_000;

/** Starts the contestant, warms it up, measures, stops it. Rejects where it does not start, and where it gives no right answer. */
export async function measure(bench: Bench, scenario: Scenario, contestant: Contestant, options: MeasureOptions): Promise<Round> {
  const folder = join(bench.folder, 'contestant');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  await untilQuiet(options.patienceSeconds * 1000, { now: momentNow, wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) });
  const { program, endpoint, beside } = await contestant.start(scenario, { ...bench, folder });
  const besideUsage = (): Usage | undefined => (beside === undefined ? undefined : treeUsage(beside.pid));
  try {
    const { connections } = options;
    const { requests, errors } = await bench.load.run(jobFor(scenario, bench.origin, endpoint, { seconds: options.warmUpSeconds, connections }));
    if (requests === 0) throw new Error(`no right answer: ${JSON.stringify(errors)}`);
    const began = momentNow();
    const before = treeUsage(program.pid);
    const besideBefore = besideUsage();
    const result = await bench.load.run(jobFor(scenario, bench.origin, endpoint, { seconds: options.seconds, connections }));
    const after = treeUsage(program.pid);
    const others = othersShare(began, momentNow());
    const { besideThread } = contestant;
    const settled = besideThread === undefined ? after : await whenSettled(program.pid, besideThread);
    const measured = round(result, { before, after, settled }, others, besideThread);
    return besideBefore === undefined ? measured : { ...measured, besideUs: (besideUsage()!.cpuUs - besideBefore.cpuUs) / Math.max(result.requests, 1) };
  } finally {
    await program.stop();
    await beside?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Usages {
  readonly before: Usage;
  readonly after: Usage;
  /** When the threads that are told apart have nothing left to do. */
  readonly settled: Usage;
}

/** Puts together what was read before and after the load. */
export function round(result: LoadResult, { before, after, settled }: Usages, others: number, besideThread?: string): Round {
  const requests = Math.max(result.requests, 1);
  const beside = (usage: Usage): number => (besideThread === undefined ? 0 : (usage.threadUs.get(besideThread) ?? 0));
  const cpu = (usage: Usage): number => usage.cpuUs - beside(usage);
  return {
    requests: result.requests,
    perSecond: result.perSecond,
    cpuUs: (cpu(after) - cpu(before)) / requests,
    ...(besideThread === undefined ? {} : { besideUs: (beside(settled) - beside(before)) / requests }),
    threadUs: Object.fromEntries([...after.threadUs].map(([name, us]) => [name, (us - (before.threadUs.get(name) ?? 0)) / requests])),
    othersShare: others,
    residentKb: after.residentKb,
    peakKb: settled.peakKb,
    latency: result.latency,
    errors: result.errors,
    loadUs: result.ownCpuUs,
  };
}

export function roundErrors(rounds: readonly Pick<Round, 'errors'>[]): Readonly<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const { errors } of rounds) {
    for (const [kind, count] of Object.entries(errors)) all[kind] = (all[kind] ?? 0) + count;
  }
  return all;
}

/** When the threads of that name have not used a tick for a while. */
async function whenSettled(pid: number, thread: string): Promise<Usage> {
  let usage = treeUsage(pid);
  for (const until = performance.now() + settleMs; performance.now() < until;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const next = treeUsage(pid);
    if (next.threadUs.get(thread) === usage.threadUs.get(thread)) return next;
    usage = next;
  }
  return usage;
}
