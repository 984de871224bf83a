import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { run, stop, type Finished } from './child.ts';
import { temporaryFolder, type Folder } from './folder.ts';
import type { Program } from './program.ts';
import { QueryApi } from './query-api.ts';

const main = fileURLToPath(new URL('../../weir/src/main.ts', import.meta.url));
/** Node as it runs Weir. */
export const nodeFlags: readonly string[] = ['--conditions=source', '--disable-warning=ExperimentalWarning', '--max-semi-space-size=8', '--heap-growing-percent=50'];
/** The command line as a program and its first arguments. */
export const weirProgram: readonly string[] = [process.execPath, ...nodeFlags, main];
const fromSources: Program = { command: weirProgram, env: process.env };

export interface Listening {
  readonly event: 'listening';
  readonly mode: string;
  readonly transport: string;
  readonly address: string;
  readonly port: number;
}

/** Runs the command line to its end. */
export function weirCommand(args: readonly string[], options: { readonly ms?: number; readonly env?: NodeJS.ProcessEnv } = {}, program = fromSources): Promise<Finished> {
  const { command: [first, ...rest], env, ...who } = program;
  return run(first!, [...rest, ...args], { ...who, ...options, env: { ...env, ...options.env } });
}

/** Starts the command line and leaves it to the caller. */
export function spawnWeir(args: readonly string[], program = fromSources): ChildProcess {
  const { command: [first, ...rest], ...who } = program;
  return spawn(first!, [...rest, ...args], { ...who, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** One `weir up` as users run it: a process of its own with a home of its own, asked through its query API. */
export class Weir extends QueryApi implements AsyncDisposable {
  readonly home: Folder;
  readonly process: ChildProcess;
  readonly listening: Listening[] = [];
  /** The log so far, one JSON object a line. */
  log = '';

  private constructor(args: readonly string[], home: Folder | undefined, program: Program) {
    super();
    this.home = home ?? temporaryFolder('home');
    const fixed = ['--home', this.home.path, '--api', '127.0.0.1:0', '--api-token', this.token, '--log-format', 'json', '--log-level', 'debug'];
    this.process = spawnWeir(['up', ...fixed, ...args], program);
    this.process.stderr!.on('data', (bytes: Buffer) => { this.log += bytes.toString(); });
  }

  /** Starts and waits for `ready`, without a program from the sources. Modes without a port get a free one. */
  static async up(args: readonly string[], home?: Folder, program = fromSources): Promise<Weir> {
    const weir = new Weir(args, home, program);
    const exited = once(weir.process, 'exit').then(([code]) => { throw new Error(`weir up ended with ${String(code)}: ${weir.log}`); });
    await Promise.race([weir.#ready(), exited]);
    exited.catch(() => {});
    return weir;
  }

  async #ready(): Promise<void> {
    const lines = createInterface({ input: this.process.stdout! });
    await new Promise<void>((resolve) => lines.on('line', (line) => {
      const event = JSON.parse(line) as { event: string; url?: string };
      if (event.event === 'listening') this.listening.push(event as unknown as Listening);
      if (event.event === 'api') this.api = event.url!.replace(/\/$/, '');
      if (event.event === 'ready') resolve();
    }));
  }

  /** The port of the n-th mode. */
  port(n = 0): number {
    return this.listening[n]!.port;
  }

  /** The proxy URL of the n-th mode, for curl's -x. */
  proxy(n = 0): string {
    return `http://127.0.0.1:${this.port(n)}`;
  }

  get authority(): string {
    return this.home.file('ca/ca.pem');
  }

  /** SIGTERM; the exit code. The home stays until the instance is disposed of. */
  async stop(): Promise<number | null> {
    return stop(this.process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.home[Symbol.dispose]();
  }
}
