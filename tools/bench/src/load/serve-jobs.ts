import type { LoadJob, LoadResult } from './job.ts';
import { runLoad } from './load.ts';

export type LoadReply = { readonly result: LoadResult } | { readonly failure: string };

/** Does the jobs that the parent process sends, one at a time, until that is gone. */
export function serveJobs(): void {
  process.on('message', (job: LoadJob) => void answer(job));
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches the whole group; the parent says when this ends.
  process.on('SIGINT', () => undefined);
}

async function answer(job: LoadJob): Promise<void> {
  const reply: LoadReply = await runLoad(job).then((result) => ({ result }), (error: unknown) => ({ failure: String(error) }));
  process.send?.(reply);
}
