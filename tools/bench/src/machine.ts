import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** Where figures were taken. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly node: string;
  readonly openssl: string;
  /** Runnable tasks over the last minute before the benchmark: far above 0, the machine was not quiet. */
  readonly loadBefore: number;
}

export function machineFacts(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    openssl: process.versions.openssl,
    loadBefore: Math.round(loadavg()[0]! * 100) / 100,
  };
}

/** The benchmark reads /proc. */
export function isLinux(): boolean {
  try {
    return readFileSync('/proc/self/stat', 'latin1').length > 0;
  } catch {
    return false;
  }
}
