import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processTree, treeUsage } from './usage.ts';

let proc: string;
beforeEach(() => { proc = mkdtempSync(join(tmpdir(), 'weir-proc-')); });
afterEach(() => rmSync(proc, { recursive: true }));

interface Fake {
  readonly parent: number;
  readonly ticks: number;
  readonly ended?: number;
  readonly threads?: Readonly<Record<string, readonly [comm: string, ticks: number]>>;
}

function add(id: number, { parent, ticks, ended = 0, threads = {} }: Fake): void {
  const stat = (comm: string, used: number): string => `${id} (${comm}) S ${parent} 1 1 0 -1 0 0 0 0 0 ${used} 0 0 ${ended} 20 0 1 0 5 0 0\n`;
  mkdirSync(join(proc, String(id), 'task'), { recursive: true });
  writeFileSync(join(proc, String(id), 'stat'), stat('x', ticks));
  writeFileSync(join(proc, String(id), 'status'), `VmHWM:\t${id * 2} kB\nVmRSS:\t${id} kB\n`);
  for (const [thread, [comm, used]] of Object.entries(threads)) {
    mkdirSync(join(proc, String(id), 'task', thread));
    writeFileSync(join(proc, String(id), 'task', thread, 'stat'), stat(comm, used));
  }
}

test('sums a tree, ended children included, and nobody else', () => {
  add(100, { parent: 1, ticks: 5, ended: 7, threads: { 100: ['MainThread', 3], 101: ['collector', 2] } });
  add(200, { parent: 100, ticks: 11, threads: { 200: ['MainThread', 10], 201: ['V8Worker', 1], 202: ['collector', 4] } });
  add(300, { parent: 200, ticks: 13 });
  add(50, { parent: 300, ticks: 17 });
  add(400, { parent: 1, ticks: 1_000_000 });
  mkdirSync(join(proc, 'self'));
  const usage = treeUsage(100, proc);
  expect(usage.cpuUs).toBe((5 + 7 + 11 + 13 + 17) * 10_000);
  expect(usage.processes).toEqual([100, 200, 300, 50]);
  expect(Object.fromEntries(usage.threadUs)).toEqual({ MainThread: 130_000, collector: 60_000, V8Worker: 10_000 });
  expect(usage).toMatchObject({ residentKb: 650, peakKb: 1300 });
});

test('a process that has ended has used nothing', () => {
  expect(treeUsage(100, proc)).toMatchObject({ cpuUs: 0, residentKb: 0, processes: [] });
});

test('a process that ends while it is looked at is no error', () => {
  add(100, { parent: 1, ticks: 5, threads: { 100: ['a', 5] } });
  mkdirSync(join(proc, '101'));
  mkdirSync(join(proc, '100', 'task', '102'));
  rmSync(join(proc, '100', 'status'));
  expect(treeUsage(100, proc)).toMatchObject({ cpuUs: 50_000, residentKb: 0, processes: [100] });
});

test('the real one: a shell and its child', async () => {
  const shell = spawn('/bin/sh', ['-c', 'cat; exit 0'], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    shell.stdin.write('up\n');
    await once(shell.stdout, 'data');
    expect(processTree(shell.pid!).map(({ comm }) => comm)).toEqual(['sh', 'cat']);
    expect(treeUsage(shell.pid!).residentKb).toBeGreaterThan(100);
    expect(treeUsage(process.pid).processes).toEqual(expect.arrayContaining([process.pid, shell.pid]));
  } finally {
    shell.stdin.end();
    await once(shell, 'exit');
  }
});
