import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Who is asked, and how: as `LoadJob` of tools/bench has it. */
export interface Load {
  readonly way: 'direct' | 'proxy' | 'connect' | 'socks5';
  /** Who listens on 127.0.0.1: the proxy, or who stands for the origin. */
  readonly port: number;
  /** The origin's, on 127.0.0.1. */
  readonly origin: number;
  readonly path: string;
  /** Of the right answer's content. */
  readonly bytes: number;
  /** Of the request's: with it, a POST. */
  readonly sends?: number;
  readonly connections?: number;
  readonly requests?: number;
  /** A second. */
  readonly rate?: number;
  /** At most. Default 120. */
  readonly seconds?: number;
}

export interface LoadResult {
  /** Right answers. */
  readonly requests: number;
  /** What went wrong, and how often. */
  readonly errors: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const main = fileURLToPath(new URL('../../../tools/bench/src/load/main.ts', import.meta.url));

/** The benchmark's load generator, which checks every answer, in a process of its own. */
export async function load(job: Load): Promise<LoadResult> {
  using generator = new LoadGenerator();
  return await generator.run(job);
}

/** Load at a rate for as long as a test takes to do something else meanwhile. */
export class SteadyLoad implements AsyncDisposable {
  readonly #result: Promise<LoadResult>;
  #stopping = false;

  private constructor(job: Load & { readonly rate: number }) {
    this.#result = this.#run(job);
    // Whoever stops it is told.
    this.#result.catch(() => undefined);
  }

  static start(job: Load & { readonly rate: number }): SteadyLoad {
    return new SteadyLoad(job);
  }

  /** Ends it within a second; what there was from its start on. Rejects where the generator failed. */
  stop(): Promise<LoadResult> {
    this.#stopping = true;
    return this.#result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop().catch(() => undefined);
  }

  async #run(job: Load): Promise<LoadResult> {
    using generator = new LoadGenerator();
    const sum = { requests: 0, errors: {} as Record<string, number>, seconds: 0 };
    while (!this.#stopping) {
      const { requests, errors, seconds } = await generator.run({ ...job, seconds: 1 });
      sum.requests += requests;
      sum.seconds += seconds;
      for (const [kind, count] of Object.entries(errors)) sum.errors[kind] = (sum.errors[kind] ?? 0) + count;
    }
    return sum;
  }
}

/** Does one job after the other. */
class LoadGenerator implements Disposable {
  readonly #child = fork(main, [], { execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'] });
  readonly #ended = once(this.#child, 'exit').then(() => { throw new Error('the load generator ended before its job did'); });

  constructor() {
    this.#ended.catch(() => undefined);
  }

  async run({ way, port, origin, path, bytes, sends = 0, connections = 16, requests, rate, seconds = 120 }: Load): Promise<LoadResult> {
    const answer = once(this.#child, 'message');
    this.#child.send({
      way: { kind: way, endpoint: { host: '127.0.0.1', port } }, tls: false, authority: `127.0.0.1:${origin}`, method: sends > 0 ? 'POST' : 'GET', path, sends,
      expects: { status: 200, bytes }, connections, connectEach: false, seconds, ...(requests !== undefined && { requests }), ...(rate !== undefined && { rate }),
    });
    const [said] = await Promise.race([answer, this.#ended]) as [{ readonly result?: LoadResult; readonly failure?: string }];
    if (said.result === undefined) throw new Error(said.failure);
    return said.result;
  }

  [Symbol.dispose](): void {
    this.#child.disconnect();
  }
}
