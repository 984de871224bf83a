import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { RuntimeFailure } from './config-error.ts';
import { firstLine } from './configuration.ts';

/** The folder of `--home`: `~` is the user's. */
export function homeDirectory(option: string): string {
  return resolve(option === '~' || option.startsWith('~/') ? join(homedir(), option.slice(1)) : option);
}

export interface Home {
  readonly directory: string;
  readonly authority: string;
  readonly store: string;
  readonly tokenFile: string;
}

export function homePaths(directory: string): Home {
  return { directory, authority: join(directory, 'ca'), store: join(directory, 'flows.db'), tokenFile: join(directory, 'api-token') };
}

/** Makes the folder (0700) where it is missing. */
export function openHome(option: string): Home {
  const home = homePaths(homeDirectory(option));
  try {
    mkdirSync(home.directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new RuntimeFailure(`cannot make ${home.directory} (--home): ${firstLine(error)}`);
  }
  return home;
}

/** The token of `--home`, made (256 bits, 0600) at first start. Two processes that start at once agree on one. */
export function ensureToken(file: string): string {
  for (;;) {
    const present = readToken(file);
    if (present !== undefined) return present;
    const fresh = `${file}.${process.pid}`;
    try {
      const fd = openSync(fresh, 'wx', 0o600);
      writeSync(fd, `${randomBytes(32).toString('base64url')}\n`);
      closeSync(fd);
      linkSync(fresh, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new RuntimeFailure(`cannot write ${file}: ${firstLine(error)}`);
    } finally {
      rmSync(fresh, { force: true });
    }
  }
}

export function readToken(file: string): string | undefined {
  try {
    const token = readFileSync(file, 'utf8').trim();
    if (token === '') throw new RuntimeFailure(`${file} is empty: remove it and start again`);
    chmodSync(file, 0o600);
    return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof RuntimeFailure) throw error;
    throw new RuntimeFailure(`cannot read ${file}: ${firstLine(error)}`);
  }
}
