import { randomBytes } from 'node:crypto';
import {
  closeSync, constants, fstatSync, fsyncSync, linkSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { AuthorityError } from '@weir/x509';

/** No PEM of an authority comes near it. */
const maxBytes = 1024 * 1024;

/** Makes the directory, and those above it, for this user alone (0700). One that is there already is left as it is. */
export function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw failed(directory, 'the directory cannot be made', error);
  }
}

/** Whether anything has this name, were it a link to nowhere. */
export function isThere(file: string): boolean {
  try {
    lstatSync(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw failed(file, 'cannot be looked at', error);
  }
}

/** Undefined where there is no such file. */
export function readPem(file: string): string | undefined {
  return read(file, () => undefined);
}

/** As `readPem`; refuses a file that people other than its owner can read. */
export function readSecret(file: string): string | undefined {
  return read(file, (mode, owner) => {
    if (process.platform === 'win32' || !isTooOpen(mode, owner)) return;
    throw new AuthorityError(`mode ${octal(mode)} lets other users at the private key, and whoever has it can read all that its clients say: `
      + `run \`chmod 600 ${file}\` (in Kubernetes: \`defaultMode: 0440\`)`, { file });
  });
}

/**
 * PostgreSQL's rule for its server key: nothing for group and others; a file of root's may be read by its group, which is how
 * Kubernetes hands a secret to a process that is not root (fsGroup).
 */
export function isTooOpen(mode: number, owner: number): boolean {
  return (mode & (owner === 0 ? 0o037 : 0o077)) !== 0;
}

/** Writes a file that was not there, whole or not at all. False where another was first. */
export function writeOnce(file: string, text: string, mode: number): boolean {
  return throughTemporary(file, text, mode, (temporary) => linkOnce(temporary, file));
}

/** A second name for a file. False where the name is taken. */
export function linkOnce(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw failed(to, 'cannot be made', error);
  }
}

/** Writes a file anew: a reader sees the old text or the new one. */
export function replace(file: string, text: string, mode: number): void {
  throughTemporary(file, text, mode, (temporary) => {
    renameSync(temporary, file);
    return true;
  });
}

/** As `replace`, where `isUnchanged` still says so right before. False where it does not. `text` is latin1, as `readPem` gives it. */
export function replaceUnchanged(file: string, text: string, mode: number, isUnchanged: () => boolean): boolean {
  return throughTemporary(file, Buffer.from(text, 'latin1'), mode, (temporary) => {
    if (!isUnchanged()) return false;
    renameSync(temporary, file);
    return true;
  });
}

/** Gives a file another's name, in one moment. False where it is gone. */
export function move(from: string, to: string): boolean {
  try {
    renameSync(from, to);
  } catch (error) {
    if (isMissing(error)) return false;
    throw failed(to, 'cannot be written', error);
  }
  syncDirectory(to);
  return true;
}

/** Does nothing where there is no such file. */
export function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    throw failed(file, 'cannot be removed', error);
  }
  syncDirectory(file);
}

/** An hour: by then no process is writing any more. */
const abandoned = 60 * 60 * 1000;

/** Removes what processes that were killed have left of `names`: a copy of a key among them must not stay. `now` is in milliseconds since the epoch. */
export function sweep(directory: string, names: readonly string[], now: number): void {
  try {
    for (const entry of readdirSync(directory)) {
      if (!/\.[0-9a-f]{16}$/.test(entry) || !names.includes(entry.slice(0, -17))) continue;
      const file = join(directory, entry);
      if (lstatSync(file).mtimeMs < now - abandoned) rmSync(file, { force: true });
    }
  } catch {
    // Nothing depends on it: another process may sweep too, or the directory is read-only.
  }
}

/** After a power failure the names are those of before or of after as well, in their order. */
function syncDirectory(file: string): void {
  try {
    const fd = openSync(dirname(file), 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Not every system can.
  }
}

function throughTemporary(file: string, text: string | Uint8Array, mode: number, commit: (temporary: string) => boolean): boolean {
  const temporary = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    const fd = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    const committed = commit(temporary);
    syncDirectory(file);
    return committed;
  } catch (error) {
    throw error instanceof AuthorityError ? error : failed(file, 'cannot be written', error);
  } finally {
    discard(temporary);
  }
}

function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // What it was for has been done, or has its own error; `sweep` finds it.
  }
}

function read(file: string, check: (mode: number, owner: number) => void): string | undefined {
  const fd = openToRead(file);
  if (fd === undefined) return undefined;
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new AuthorityError('is not a regular file: put a PEM file in its place', { file });
    if (stat.size > maxBytes) throw new AuthorityError(`has ${stat.size} bytes, which no authority's file has: put the right one in its place`, { file });
    check(stat.mode & 0o777, stat.uid);
    return readFileSync(fd, 'latin1');
  } catch (error) {
    throw error instanceof AuthorityError ? error : failed(file, 'cannot be read', error);
  } finally {
    closeSync(fd);
  }
}

/** Undefined where there is no such file; a link to nowhere is there. */
function openToRead(file: string): number | undefined {
  // A pipe in its place must not keep the process waiting.
  const open = (): number => openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return open();
  } catch (error) {
    if (!isMissing(error)) throw failed(file, 'cannot be read', error);
    if (!isThere(file)) return undefined;
  }
  // Made by another process between the two looks, unless it is a link to nowhere: that one fails again.
  try {
    return open();
  } catch (error) {
    throw failed(file, 'cannot be read', error);
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** What to do, by what the system said. */
const remedies: Readonly<Record<string, string>> = {
  EACCES: 'give it to the user that Weir runs as, or name another directory',
  EPERM: 'give it to the user that Weir runs as, or name a directory on a file system with hard links',
  EROFS: 'make it writable, or have all files in it beforehand',
  ENOSPC: 'free some space on its disk',
  ENOTDIR: 'one of the directories above is a file: name another directory',
  EEXIST: 'a file has its name: name another directory',
  ENOENT: 'it is a link to nowhere, or its directory is gone: put back what is missing',
};

function failed(file: string, what: string, error: unknown): AuthorityError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const remedy = remedies[code];
  return new AuthorityError(`${what} (${message.split(',')[0]!})${remedy === undefined ? '' : `: ${remedy}`}`, { file, cause: error });
}
