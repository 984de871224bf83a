import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stop } from './child.ts';
import type { Program } from './program.ts';
import { QueryApi } from './query-api.ts';
import { nodeFlags, type Listening } from './weir.ts';

/** An app of apps/ as operators run it: a process, set up by its environment. */
export class Service extends QueryApi implements AsyncDisposable {
  readonly name: string;
  readonly process: ChildProcess;
  readonly listening: Listening[] = [];
  health = '';
  log = '';

  private constructor(name: string, environment: Readonly<Record<string, string>>, { command, env, ...who }: Program) {
    super();
    this.name = name;
    const [program, ...args] = command as [string, ...string[]];
    const own = { WEIR_API_TOKEN: this.token, WEIR_HEALTH_LISTEN: '127.0.0.1:0', WEIR_LOG_LEVEL: 'debug', ...(name === 'collector' && { WEIR_API: '127.0.0.1:0' }) };
    this.process = spawn(program, args, { ...who, stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, ...own, ...environment } });
    this.process.stderr!.on('data', (bytes: Buffer) => { this.log += bytes.toString(); });
  }

  /** Starts it and waits for `ready`; without a program from the sources. Rejects with its log where it ends before. */
  static async start(name: string, environment: Readonly<Record<string, string>>, program = fromSources(name)): Promise<Service> {
    const service = new Service(name, environment, program);
    // Its log is whole at the close, not at the exit.
    const closed = once(service.process, 'close').then(([code]) => { throw new Error(`weir-${name} ended with ${String(code)}: ${service.log}`); });
    await Promise.race([service.#ready(), closed]);
    closed.catch(() => {});
    return service;
  }

  async #ready(): Promise<void> {
    const lines = createInterface({ input: this.process.stdout! });
    await new Promise<void>((resolve) => lines.on('line', (line) => {
      const event = JSON.parse(line) as { readonly event: string; readonly url?: string; readonly port?: number };
      if (event.event === 'listening') this.listening.push(event as unknown as Listening);
      if (event.event === 'api') this.api = event.url!;
      if (event.event === 'health') this.health = `http://127.0.0.1:${event.port}`;
      if (event.event === 'ready') resolve();
    }));
  }

  /** The port of the n-th mode. */
  port(n = 0): number {
    return this.listening[n]!.port;
  }

  /** Resident memory now, in bytes. */
  async residentBytes(): Promise<number> {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${this.process.pid}/status`, 'utf8'))![1]) * 1024;
  }

  /** The value of a metric without labels, or the sum of its series. */
  async metric(name: string): Promise<number> {
    return (await this.#samples()).filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`)).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  /** The value of the one series with these labels; 0 where there is none yet. */
  async metricOf(name: string, labels: Readonly<Record<string, string>>): Promise<number> {
    const series = `${name}{${Object.entries(labels).map(([label, value]) => `${label}="${value}"`).join(',')}}`;
    const line = (await this.#samples()).find((each) => each.startsWith(`${series} `));
    return line === undefined ? 0 : Number(line.slice(series.length));
  }

  /** The lines of a scrape. */
  async #samples(): Promise<readonly string[]> {
    return (await (await fetch(`${this.health}/metrics`)).text()).split('\n');
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }

  /** SIGTERM; the exit code. */
  stop(): Promise<number | null> {
    return stop(this.process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function fromSources(name: string): Program {
  return { command: [process.execPath, ...nodeFlags, fileURLToPath(new URL(`../../${name}/src/main.ts`, import.meta.url))], env: process.env };
}
