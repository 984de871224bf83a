import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A spool cannot be opened: says which folder, why and what to do. */
export class SpoolError extends Error {
  override readonly name = 'SpoolError';
}

const lockName = 'lock';

/** Others may come and go while we look; a link to nowhere stays. */
const maxTries = 8;

/**
 * Makes the folder (0700; one that is there is left as it is) and takes it for this process: by a file that names it, which is stale when
 * no such process is there, or when it has our own number and is not us (in a container each life of a process has the same).
 * Returns what gives it back. Throws SpoolError.
 */
export function lockFolder(directory: string): () => void {
  const path = join(directory, lockName);
  const own = `${process.pid} ${performance.timeOrigin}\n`;
  const fresh = `${path}.${process.pid}`;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // Written before it has the name that others look at: they never read half of it.
    rmSync(fresh, { force: true });
    writeFileSync(fresh, own, { flag: 'wx', mode: 0o600 });
    try {
      take(directory, path, fresh, own);
    } finally {
      rmSync(fresh, { force: true });
    }
  } catch (error) {
    if (error instanceof SpoolError) throw error;
    throw new SpoolError(`the spool's folder ${directory} cannot be used (${(error as Error).message.split(',')[0]!}): give it to the user that Weir runs as, or name another one`, { cause: error });
  }
  return () => {
    if (read(path) === own) rmSync(path, { force: true });
  };
}

function take(directory: string, path: string, fresh: string, own: string): void {
  let holder: string | undefined;
  for (let tries = 0; tries < maxTries; tries++) {
    if (linked(fresh, path)) return;
    holder = read(path);
    if (holder === undefined) continue;
    if (isHeld(holder, own)) break;
    removeStale(path, `${fresh}.old`, holder);
  }
  const pid = holder?.split(' ')[0] ?? 'unknown';
  throw new SpoolError(`the spool's folder ${directory} is used by process ${pid}: give each process a folder of its own, or remove ${path} if that process is not a Weir`);
}

/** Moves it away before it is removed: where another process has taken the folder since, that one's is put back. */
function removeStale(path: string, aside: string, stale: string): void {
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if (read(aside) !== stale) linked(aside, path);
  rmSync(aside, { force: true });
}

/** False where the name is taken. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isHeld(holder: string, own: string): boolean {
  if (holder === own) return true;
  const pid = Number(/^(\d{1,10}) /.exec(holder)?.[1]);
  // 0 and what is no number name no process: to `kill`, 0 would be our own group.
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, as another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
