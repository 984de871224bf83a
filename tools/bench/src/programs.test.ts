import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { processTree } from './proc/usage.ts';
import { Programs } from './programs.ts';

let folder: string;
let programs: Programs;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-programs-'));
  programs = new Programs(folder);
});
afterEach(async () => {
  await programs.stopAll();
  rmSync(folder, { recursive: true });
});

const node = (name: string, script: string): { name: string; command: string; args: string[] } => ({ name, command: process.execPath, args: ['-e', script] });

test('up when its port takes connections; stopped by its id', async () => {
  const port = await freePort();
  const program = await programs.start({ ...node('server', `setTimeout(() => require('node:net').createServer().listen(${port}, '127.0.0.1'), 100)`), port });
  expect(processTree(program.pid)).toHaveLength(1);
  await program.stop();
  expect(processTree(program.pid)).toHaveLength(0);
});

test('up when it says so', async () => {
  const lines: string[] = [];
  const program = await programs.start({
    ...node('speaker', `console.log('one'); console.log('ready'); setInterval(() => undefined, 1000)`),
    isReady: (line) => lines.push(line) > 0 && line === 'ready',
  });
  expect(lines).toEqual(['one', 'ready']);
  await program.stop();
});

test('the exit code after a signal', async () => {
  const start = () => programs.start({ ...node('orderly', `process.on('SIGTERM', () => process.exit(3)); console.log(1); setInterval(() => undefined, 1000)`), isReady: () => true });
  expect(await (await start()).end('SIGTERM')).toBe(3);
  const killed = await start();
  expect(await killed.end('SIGKILL')).toBeNull();
  expect(await killed.end('SIGTERM')).toBeNull();
});

test('one that ends at once: its last words', async () => {
  await expect(programs.start({ ...node('broken', `throw new Error('no such thing')`), port: 1 })).rejects.toThrow(/broken ended before it was up:\n.*Error: no such thing(?!.*\n +at )/s);
});

test('one that does not exist', async () => {
  await expect(programs.start({ name: 'nothing', command: '/nonexistent/x', args: [], port: 1 })).rejects.toThrow('nothing ended before it was up');
});

test('descendants go too, and all of them at the end', async () => {
  const shell = await programs.start({ name: 'shell', command: '/bin/sh', args: ['-c', 'trap "exit 0" TERM; sleep 600 & echo up; wait'], isReady: () => true });
  const other = await programs.start({ ...node('other', `console.log(1); setInterval(() => undefined, 1000)`), isReady: () => true });
  const tree = processTree(shell.pid);
  expect(tree.map(({ comm }) => comm)).toEqual(['sh', 'sleep']);
  await programs.stopAll();
  for (const id of [other.pid, ...tree.map((stat) => stat.id)]) expect(processTree(id).filter((stat) => !stat.isZombie)).toHaveLength(0);
  await expect(programs.start({ ...node('late', ''), port: 1 })).rejects.toThrow('the benchmark ends');
});
