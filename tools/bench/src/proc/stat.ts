/** One line of /proc/PID/stat or /proc/PID/task/TID/stat (proc(5)), as far as it is needed here. */
export interface Stat {
  readonly id: number;
  /** At most 15 bytes; anything may be in it, `)` and spaces too. */
  readonly comm: string;
  readonly parent: number;
  /** It has ended, and its parent has not waited for it yet. */
  readonly isZombie: boolean;
  /** Clock ticks in user and kernel mode. */
  readonly ticks: number;
  /** The same of children that have ended and were waited for; a thread's line has the process's. */
  readonly endedChildrenTicks: number;
}

/** A tick, as user space sees it: 100 a second on every Linux (USER_HZ). */
export const tickUs = 10_000;

export function parseStat(line: string): Stat {
  // The name is in parentheses and may hold some: the last one closes it.
  const open = line.indexOf('(');
  const close = line.lastIndexOf(')');
  const fields = line.slice(close + 2).trim().split(' ');
  // fields[0] is the third of proc(5), the state.
  const [parent, user, system, childrenUser, childrenSystem] = [1, 11, 12, 13, 14].map((index) => Number(fields[index]));
  const id = Number.parseInt(line, 10);
  if (open < 0 || close < open || ![id, parent, user, system, childrenUser, childrenSystem].every(Number.isSafeInteger)) {
    throw new Error(`not a line of /proc/PID/stat: ${JSON.stringify(line)}`);
  }
  return { id, comm: line.slice(open + 1, close), parent: parent!, isZombie: fields[0] === 'Z', ticks: user! + system!, endedChildrenTicks: childrenUser! + childrenSystem! };
}

/** Resident memory in KiB now (`VmRSS`) and at most so far (`VmHWM`), of /proc/PID/status; a process that ends has none. */
export function parseMemory(status: string): { readonly residentKb: number; readonly peakKb: number } {
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
  return { residentKb: field('VmRSS'), peakKb: field('VmHWM') };
}
