import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  /** The same, not read as UTF-8. */
  readonly bytes: Buffer;
  readonly stderr: string;
}

/** Runs a program to its end, at most `ms` long. */
export async function run(command: string, args: readonly string[], options: SpawnOptions & { readonly input?: string | Uint8Array; readonly ms?: number } = {}): Promise<Finished> {
  const { input, ms = 20_000, ...rest } = options;
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...rest });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout!.on('data', (bytes: Buffer) => stdout.push(bytes));
  child.stderr!.on('data', (bytes: Buffer) => stderr.push(bytes));
  child.stdin!.on('error', () => {});
  child.stdin!.end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  const [code] = await once(child, 'close') as [number | null];
  clearTimeout(timer);
  const bytes = Buffer.concat(stdout);
  return { code, stdout: bytes.toString(), bytes, stderr: Buffer.concat(stderr).toString() };
}

/** Ends a child that this process started, and waits for it: SIGTERM, then SIGKILL. */
export async function stop(child: ChildProcess, ms = 12_000): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit') as [number | null];
  clearTimeout(timer);
  return code;
}

/** Asks until the answer is there; fails after `ms` with what was seen last. */
export async function until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>, ms = 5_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a server listens on a port of 127.0.0.1 by now: for `until`. */
export function accepts(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(undefined));
  });
}
