import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tickUs } from './stat.ts';

/** CPU time of all cores since the machine started, microseconds. */
export interface MachineTime {
  /** In processes, or taken by the host that this machine is a guest of. Interrupts are left out: whose they are is unknown. */
  readonly busyUs: number;
  readonly totalUs: number;
}

/** Reads /proc (or what stands in for it in a test). */
export function machineTime(proc = '/proc'): MachineTime {
  return parseMachineTime(readFileSync(join(proc, 'stat'), 'latin1'));
}

/** /proc/stat (proc(5)). Its first line sums all cores: user, nice, system, idle, iowait, irq, softirq, steal; what follows is in these already. */
export function parseMachineTime(text: string): MachineTime {
  const fields = /^cpu +([\d ]+)$/m.exec(text)?.[1]?.split(' ').map(Number) ?? [];
  if (fields.length < 8) throw new Error(`not /proc/stat: ${JSON.stringify(text.slice(0, 80))}`);
  const [user, nice, system, , , , , steal] = fields;
  const total = fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0);
  return { busyUs: (user! + nice! + system! + steal!) * tickUs, totalUs: total * tickUs };
}
