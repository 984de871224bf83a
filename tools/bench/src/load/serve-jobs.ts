import type { LoadJob, LoadResult } from './job.ts';
import { runLoad } from './load.ts';

export type LoadReply = { readonly result: LoadResult } | { readonly failure: string };

/** What a process has of its parent, where that has made a channel. */
export interface Parent {
  on(event: string, listener: (message: LoadJob) => void): unknown;
  send?(reply: LoadReply): unknown;
  exit(code: number): void;
}

/** Does the jobs that the parent process sends, one at a time, until that is gone. */
export function serveJobs(parent: Parent): void {
  parent.on('message', (job) => void answer(parent, job));
  parent.on('disconnect', () => parent.exit(0));
  // Ctrl-C reaches the whole group; the parent says when this ends.
  parent.on('SIGINT', () => undefined);
}

async function answer(parent: Parent, job: LoadJob): Promise<void> {
  parent.send?.(await runLoad(job).then((result) => ({ result }), (error: unknown) => ({ failure: String(error) })));
}
