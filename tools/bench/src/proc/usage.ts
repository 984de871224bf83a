import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMemory, parseStat, tickUs, type Stat } from './stat.ts';

/** What a process and all its descendants have used. */
export interface Usage {
  /** Microseconds of CPU since each began, children that have ended included. */
  readonly cpuUs: number;
  /** The part of the threads of that name, over all processes. A thread that has ended is in `cpuUs` alone. */
  readonly threadUs: ReadonlyMap<string, number>;
  readonly residentKb: number;
  readonly peakKb: number;
  readonly processes: readonly number[];
}

/** Reads /proc (or what stands in for it in a test). */
export function treeUsage(root: number, proc = '/proc'): Usage {
  const processes = processTree(root, proc);
  const threadUs = new Map<string, number>();
  let ticks = 0;
  let residentKb = 0;
  let peakKb = 0;
  for (const { id, ...stat } of processes) {
    ticks += stat.ticks + stat.endedChildrenTicks;
    const memory = parseMemory(read(join(proc, String(id), 'status')) ?? '');
    residentKb += memory.residentKb;
    peakKb += memory.peakKb;
    for (const thread of threads(id, proc)) threadUs.set(thread.comm, (threadUs.get(thread.comm) ?? 0) + thread.ticks * tickUs);
  }
  return { cpuUs: ticks * tickUs, threadUs, residentKb, peakKb, processes: processes.map(({ id }) => id) };
}

/** A process and all its descendants, parents first; empty where it has ended. */
export function processTree(root: number, proc = '/proc'): Stat[] {
  const children = new Map<number, Stat[]>();
  let first: Stat | undefined;
  for (const name of list(proc)) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(join(proc, name, 'stat'));
    if (stat === undefined) continue;
    if (stat.id === root) first = stat;
    const siblings = children.get(stat.parent);
    if (siblings === undefined) children.set(stat.parent, [stat]);
    else siblings.push(stat);
  }
  const tree = first === undefined ? [] : [first];
  for (const stat of tree) tree.push(...(children.get(stat.id) ?? []));
  return tree;
}

function threads(id: number, proc: string): Stat[] {
  const tasks = join(proc, String(id), 'task');
  return list(tasks).map((thread) => statOf(join(tasks, thread, 'stat'))).filter((stat) => stat !== undefined);
}

function statOf(file: string): Stat | undefined {
  const line = read(file);
  return line === undefined ? undefined : parseStat(line);
}

/** Undefined where the process has ended meanwhile. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
