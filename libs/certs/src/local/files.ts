import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, linkSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

function throughTemporary(file: string, text: string, mode: number, commit: (temporary: string) => boolean): boolean {
  const temporary = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    const fd = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    return commit(temporary);
  } catch (error) {
    throw error instanceof AuthorityError ? error : failed(file, 'cannot be written', error);
  } finally {
    rmSync(temporary, { force: true });
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
