import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startWeir, weirMain, type WeirStanding } from '../contestants/weir.ts';
import type { Endpoint, LoadJob } from '../load/job.ts';
import type { Program } from '../programs.ts';
import { treeUsage } from '../proc/usage.ts';
import type { TrialParts } from './trial.ts';

const token = 'trial-token-0123456789';

/** What the store may take to catch up. */
const settleMs = 60_000;

/** Of a flow, what trials look at (docs/specs/flow-record.md). */
export interface StoredFlow {
  readonly id: string;
  readonly state: string;
  readonly request?: { readonly path: string; readonly body: StoredBody };
  readonly response?: { readonly status: number; readonly body: StoredBody };
  readonly error?: { readonly code: string };
}

export interface StoredBody {
  readonly size: number;
  readonly captured: number;
  readonly truncated: boolean;
}

/** docs/query-api.md, "Loss". */
export interface Loss {
  readonly captured: number;
  readonly stored: number;
  readonly lost: readonly { readonly reason: string; readonly count: number | null }[];
}

export interface Group {
  readonly key: Readonly<Record<string, string>>;
  readonly count: number;
}

/** A `weir up` in front of the origin that captures everything, and its query API. */
export class WeirUp {
  readonly endpoint: Endpoint;
  readonly #program: Program;
  readonly #api: string;
  readonly #authority: string;

  private constructor({ program, endpoint, api }: WeirStanding, authority: string) {
    this.#program = program;
    this.endpoint = endpoint;
    this.#api = api;
    this.#authority = authority;
  }

  /** On a fresh home, unless `again` keeps what the last one has left. */
  static async start({ programs, folder, origin }: Pick<TrialParts, 'programs' | 'folder' | 'origin'>, options: readonly string[] = [], again = false): Promise<WeirUp> {
    const home = join(folder, 'trial');
    if (!again) rmSync(home, { recursive: true, force: true });
    const authority = `127.0.0.1:${origin.http}`;
    const mode = ['--mode', `reverse:http://${authority}@127.0.0.1:0`];
    const fixed = ['--home', home, '--api', '127.0.0.1:0', '--api-token', token, '--log-format', 'json', '--log-level', 'warn'];
    return new WeirUp(await startWeir(programs, 'weir-on-trial', [weirMain, 'up', ...mode, ...fixed, ...options]), authority);
  }

  get pid(): number {
    return this.#program.pid;
  }

  /** A job of GETs for `path`, whose answer is `bytes` long. */
  job(path: string, bytes: number, more: Partial<LoadJob> = {}): LoadJob {
    return {
      way: { kind: 'direct', endpoint: this.endpoint }, tls: false, authority: this.#authority, method: 'GET', path, sends: 0,
      expects: { status: 200, bytes }, connections: 64, connectEach: false, seconds: 3600, ...more,
    };
  }

  /** Resident memory of all its processes, MiB. */
  residentMb(): number {
    return treeUsage(this.pid).residentKb / 1024;
  }

  async get<T>(path: string): Promise<T> {
    const response = await this.#fetch(path);
    return await response.json() as T;
  }

  loss(): Promise<Loss> {
    return this.get('/api/v1/loss');
  }

  async groups(by: string, filter = ''): Promise<readonly Group[]> {
    return (await this.get<{ readonly groups: readonly Group[] }>(`/api/v1/stats?by=${by}&filter=${encodeURIComponent(filter)}`)).groups;
  }

  /** How many flows match. */
  async count(filter = ''): Promise<number> {
    return (await this.groups('type', filter)).reduce((sum, { count }) => sum + count, 0);
  }

  async flows(filter: string, limit = 1000): Promise<readonly StoredFlow[]> {
    return (await this.get<{ readonly flows: readonly StoredFlow[] }>(`/api/v1/flows?limit=${limit}&filter=${encodeURIComponent(filter)}`)).flows;
  }

  /** All flows, as the export has them. */
  async everyFlow(): Promise<readonly StoredFlow[]> {
    const text = await (await this.#fetch('/api/v1/export?format=jsonl')).text();
    return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as StoredFlow);
  }

  /** The names of `NumberedClient`s' requests whose exchange is stored whole. */
  async numbers(): Promise<ReadonlySet<string>> {
    const whole = (await this.everyFlow()).filter((flow) => flow.state === 'complete');
    return new Set(whole.map(({ request }) => request!.path.slice(request!.path.indexOf('=') + 1)));
  }

  /** When nothing has been stored for a while: what was numbered has arrived, or will not. */
  async settled(): Promise<Loss> {
    let before = await this.loss();
    for (const until = performance.now() + settleMs; performance.now() < until;) {
      await wait(1500);
      const after = await this.loss();
      if (after.captured === before.captured && after.stored === before.stored) return after;
      before = after;
    }
    return before;
  }

  /** SIGTERM. Resolves with the exit code and how long the end took. */
  async terminate(): Promise<{ readonly code: number | null; readonly seconds: number }> {
    const since = performance.now();
    const code = await this.#program.end('SIGTERM');
    return { code, seconds: (performance.now() - since) / 1000 };
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.#program.end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }

  async #fetch(path: string): Promise<Response> {
    const response = await fetch(`${this.#api}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

/** What is lost by all producers; null where a crash makes it unknown. */
export function lostRecords({ lost }: Loss): number | null {
  return lost.reduce<number | null>((sum, { count }) => (sum === null || count === null ? null : sum + count), 0);
}
