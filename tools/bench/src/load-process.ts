import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadJob, LoadResult } from './load/job.ts';
import type { LoadReply } from './load/serve-jobs.ts';

const main = fileURLToPath(new URL('load/main.ts', import.meta.url));

/** The load generator in a process of its own, so that what it takes is nobody else's. It does one job at a time and stays warm. */
export class LoadProcess {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(main, { execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Rejects where the job makes no sense, or the process has died. */
  run(job: LoadJob): Promise<LoadResult> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const done = (): void => {
        child.off('message', onReply);
        child.off('exit', onExit);
      };
      const onReply = (reply: LoadReply): void => {
        done();
        if ('result' in reply) resolve(reply.result);
        else reject(new Error(reply.failure));
      };
      const onExit = (): void => {
        done();
        reject(new Error('the load generator has died'));
      };
      child.on('message', onReply);
      child.on('exit', onExit);
      if (child.connected) child.send(job);
      else onExit();
    });
  }

  /** Ends it, also in the middle of a job. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill('SIGKILL');
    await ended;
  }
}
