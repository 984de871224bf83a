import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { stop, until } from './child.ts';

export interface ServerStart {
  /** For messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly options?: Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'>;
  /** Whether it takes clients by now; it has `ms` for that. */
  readonly ready: () => Promise<true | undefined>;
  readonly ms?: number;
  /** What asks it for its end, in front of SIGTERM, which all are sent. */
  readonly endSignal?: NodeJS.Signals;
}

/** A server of somebody else's, a child of this process, and what it says on standard error. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #endSignal: NodeJS.Signals | undefined;
  #log = '';

  private constructor({ command, args, options, endSignal }: ServerStart) {
    this.#child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#endSignal = endSignal;
    this.#child.stderr!.on('data', (bytes: Buffer) => { this.#log += bytes.toString(); });
  }

  /** Resolves once it takes clients; one that does not is ended, and what it has said is in the error. */
  static async start(start: ServerStart): Promise<ServerProcess> {
    const server = new ServerProcess(start);
    try {
      await until(start.name, start.ready, start.ms);
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw new Error(`${(error as Error).message}: ${server.#log}`);
    }
  }

  get log(): string {
    return this.#log;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#endSignal !== undefined) this.#child.kill(this.#endSignal);
    await stop(this.#child);
  }
}
