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
export async function load({ way, port, origin, path, bytes, sends = 0, connections = 16, requests, rate, seconds = 120 }: Load): Promise<LoadResult> {
  const child = fork(main, [], { execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'] });
  const answer = once(child, 'message');
  const ended = once(child, 'exit').then(() => { throw new Error('the load generator ended before its job did'); });
  ended.catch(() => {});
  child.send({
    way: { kind: way, endpoint: { host: '127.0.0.1', port } }, tls: false, authority: `127.0.0.1:${origin}`, method: sends > 0 ? 'POST' : 'GET', path, sends,
    expects: { status: 200, bytes }, connections, connectEach: false, seconds, ...(requests !== undefined && { requests }), ...(rate !== undefined && { rate }),
  });
  const [said] = await Promise.race([answer, ended]) as [{ readonly result?: LoadResult; readonly failure?: string }];
  child.disconnect();
  if (said.result === undefined) throw new Error(said.failure);
  return said.result;
}
