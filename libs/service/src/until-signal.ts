import { firstLine } from './configuration.ts';
import type { Log } from './log.ts';
import { terminationSignal } from './program.ts';
import { Shutdown } from './shutdown.ts';

/** From SIGTERM to the end of the process, at most. */
const shutdownMs = 9_500;

/**
 * Runs what `start` begins until a signal ends it; resolves to the exit code. What `start` has registered with `shutdown` is ended then, and where `start` rejects,
 * with the same.
 */
export async function untilSignal(log: Log, start: (shutdown: Shutdown) => Promise<void>): Promise<number> {
  const shutdown = new Shutdown();
  try {
    const terminated = terminationSignal();
    await start(shutdown);
    const signal = await terminated;
    log.event('info', 'stopping', { signal }, `${signal}: finishing what is open, for at most 10 s`);
  } finally {
    for (const { name: part, error } of await shutdown.run(shutdownMs)) log.event('warn', 'stop-failed', { part }, `${part} did not end in order: ${firstLine(error)}`);
  }
  return 0;
}
