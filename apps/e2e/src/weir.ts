import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FlowJson, LossJson, MessageJson } from '@weir/flow';
import { run, stop, until, type Finished } from './child.ts';
import { temporaryFolder, type Folder } from './folder.ts';

const main = fileURLToPath(new URL('../../weir/src/main.ts', import.meta.url));
/** The command line as a program and its first arguments. */
export const weirProgram: readonly string[] = [process.execPath, '--conditions=source', '--disable-warning=ExperimentalWarning', '--max-semi-space-size=8', '--heap-growing-percent=50', main];
const [program, ...flags] = weirProgram as [string, ...string[]];

export interface Listening {
  readonly event: 'listening';
  readonly mode: string;
  readonly transport: string;
  readonly address: string;
  readonly port: number;
}

/** Runs the command line to its end. */
export function weirCommand(args: readonly string[], options: { readonly ms?: number; readonly env?: NodeJS.ProcessEnv } = {}): Promise<Finished> {
  return run(program, [...flags, ...args], { ...options, env: { ...process.env, ...options.env } });
}

/** Starts the command line and leaves it to the caller. */
export function spawnWeir(args: readonly string[]): ChildProcess {
  return spawn(program, [...flags, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** One `weir up` as users run it: a process of its own with a home of its own, asked through its query API. */
export class Weir implements AsyncDisposable {
  readonly home: Folder;
  readonly process: ChildProcess;
  readonly token = 'e2e-token-0123456789';
  readonly listening: Listening[] = [];
  api = '';
  /** The log so far, one JSON object a line. */
  log = '';

  private constructor(args: readonly string[], home: Folder | undefined) {
    this.home = home ?? temporaryFolder('home');
    const fixed = ['--home', this.home.path, '--api', '127.0.0.1:0', '--api-token', this.token, '--log-format', 'json', '--log-level', 'debug'];
    this.process = spawnWeir(['up', ...fixed, ...args]);
    this.process.stderr!.on('data', (bytes: Buffer) => { this.log += bytes.toString(); });
  }

  /** Starts and waits for `ready`. Modes without a port get a free one. */
  static async up(args: readonly string[], home?: Folder): Promise<Weir> {
    const weir = new Weir(args, home);
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

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.api}${path}`, { headers: { authorization: `Bearer ${this.token}`, ...headers } });
  }

  async flows(filter = ''): Promise<FlowJson[]> {
    const response = await this.get(`/api/v1/flows?limit=1000&filter=${encodeURIComponent(filter)}`);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return ((await response.json()) as { flows: FlowJson[] }).flows;
  }

  /** The flows that match once there are `count` of them and none is open, oldest first. */
  async settled(filter: string, count = 1): Promise<FlowJson[]> {
    let seen: FlowJson[] = [];
    return until(`${count} flows of ${filter}`, async () => {
      seen = await this.flows(filter);
      return seen.length >= count && seen.every((flow) => flow.state !== 'open') ? seen.reverse() : undefined;
    }).catch((error: Error) => { throw new Error(`${error.message}; seen: ${JSON.stringify(seen)}\n${this.log.split('\n').slice(-12).join('\n')}`); });
  }

  async body(flow: FlowJson, side: 'request' | 'response', query = ''): Promise<Buffer> {
    const response = await this.get(`/api/v1/flows/${flow.id}/${side}/body${query}`);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }

  async messages(flow: FlowJson): Promise<MessageJson[]> {
    return ((await (await this.get(`/api/v1/flows/${flow.id}/messages`)).json()) as { messages: MessageJson[] }).messages;
  }

  async loss(): Promise<LossJson> {
    return (await (await this.get('/api/v1/loss')).json()) as LossJson;
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
