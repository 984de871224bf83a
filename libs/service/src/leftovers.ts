import type { Log } from './log.ts';

/** From the end of all parts to the end of the process, at most. */
const leftoverMs = 500;

/**
 * For when all is done and written: what a library has left running must not keep a process that was told to end. Nothing happens where nothing is left;
 * else `log` has what it was, and the process ends with the exit code that it has by then.
 */
export function leaveLeftovers(log: Log): void {
  setTimeout(() => {
    const left = tally(process.getActiveResourcesInfo());
    log.event('warn', 'left-running', { left }, `something still runs after the end (${left}): it is left`);
    process.exit();
  }, leftoverMs).unref();
}

/** `Timeout, 3 TCPSocketWrap`: as Node names them. */
function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} ${name}`)).join(', ');
}
