import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stat } from './proc/stat.ts';
import { processTree } from './proc/usage.ts';

export interface ProgramSpec {
  /** Also the name of its log in the folder. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** It is up when this port of 127.0.0.1 takes connections, */
  readonly port?: number;
  /** or when this is true for a line that it writes on standard output. */
  readonly isReady?: (line: string) => boolean;
}

/** What else the machine has to do may make a start slow. */
const startMs = 120_000;
const stopMs = 12_000;

/** Processes that the benchmark has started. Each is stopped by its id, with all its descendants, whatever happens. */
export class Programs {
  readonly #folder: string;
  readonly #running = new Set<Program>();
  #stopping = false;

  /** `folder` is for their logs. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Resolves when it is up. Rejects, with the end of its log, where it is not. */
  async start(spec: ProgramSpec): Promise<Program> {
    if (this.#stopping) throw new Error(`${spec.name} is not started: the benchmark ends`);
    const program = new Program(spec, join(this.#folder, `${spec.name}.log`), () => this.#running.delete(program));
    this.#running.add(program);
    try {
      await program.up;
      return program;
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  async stopAll(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#running].map((program) => program.stop()));
  }
}

export class Program {
  readonly name: string;
  /** Resolves when it is up. */
  readonly up: Promise<void>;
  readonly #child: ChildProcess;
  readonly #log: string;
  readonly #exited: Promise<void>;
  #hasExited = false;

  constructor(spec: ProgramSpec, log: string, onExit: () => void) {
    this.name = spec.name;
    this.#log = log;
    const file = openSync(log, 'a');
    const cwd = spec.cwd === undefined ? {} : { cwd: spec.cwd };
    this.#child = spawn(spec.command, spec.args, { ...cwd, stdio: ['ignore', spec.isReady === undefined ? file : 'pipe', file] });
    closeSync(file);
    this.#exited = new Promise((resolve) => {
      const gone = (): void => {
        this.#hasExited = true;
        onExit();
        resolve();
      };
      this.#child.once('exit', gone);
      this.#child.once('error', gone);
    });
    this.up = this.#whenUp(spec);
    // Who only stops it does not ask.
    this.up.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** SIGTERM, after a while SIGKILL, also to descendants that were left behind. */
  async stop(): Promise<void> {
    const tree = processTree(this.pid);
    if (!this.#hasExited) {
      this.#child.kill('SIGTERM');
      const late = setTimeout(() => this.#child.kill('SIGKILL'), stopMs);
      await this.#exited;
      clearTimeout(late);
    }
    await Promise.all(tree.slice(1).map((descendant) => killLeftBehind(descendant)));
  }

  /** Sends the signal and resolves with the exit code; null where a signal has ended it. One that does not go is killed after a while. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    if (!this.#hasExited) {
      this.#child.kill(signal);
      const late = setTimeout(() => this.#child.kill('SIGKILL'), startMs);
      await this.#exited;
      clearTimeout(late);
    }
    return this.#child.exitCode;
  }

  async #whenUp(spec: ProgramSpec): Promise<void> {
    const failed = this.#exited.then(() => { throw new Error(`${spec.name} ended before it was up${this.#lastWords()}`); });
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new Error(`${spec.name} was not up within ${startMs / 1000} s${this.#lastWords()}`)), startMs);
    });
    try {
      await Promise.race([failed, tooLate, spec.isReady === undefined ? this.#takesConnections(spec.port!) : this.#says(spec.isReady)]);
    } finally {
      clearTimeout(late);
    }
  }

  async #takesConnections(port: number): Promise<void> {
    while (!this.#hasExited && !(await accepts(port))) await new Promise((resolve) => setTimeout(resolve, 50));
    // Where it has ended, that is told by another promise.
    if (this.#hasExited) await new Promise(() => undefined);
  }

  #says(isReady: (line: string) => boolean): Promise<void> {
    return new Promise((resolve) => {
      createInterface({ input: this.#child.stdout! }).on('line', (line) => {
        if (isReady(line)) resolve();
      });
    });
  }

  #lastWords(): string {
    const lines = readFileSync(this.#log, 'utf8').split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line)).slice(-6);
    return lines.length === 0 ? '' : `:\n  ${lines.join('\n  ')}`;
  }
}

/** A descendant that its parent's end did not end. */
async function killLeftBehind({ id, comm }: Stat): Promise<void> {
  for (const until = performance.now() + 1000; performance.now() < until;) {
    const now = processTree(id)[0];
    // The id may be another process's by now.
    if (now === undefined || now.isZombie || now.comm !== comm) return;
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}
