import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** A program on PATH, or where Debian keeps servers, which is not on every user's PATH. */
export function which(program: string, path = process.env.PATH ?? ''): string | undefined {
  for (const folder of [...path.split(':'), '/usr/sbin', '/usr/local/sbin']) {
    const file = join(folder === '' ? '.' : folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // The next one.
    }
  }
  return undefined;
}

/** What a program says first, on either output; empty where it cannot be run. */
export function firstLineOf(command: string, args: readonly string[], cwd?: string): string {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 20_000, ...(cwd === undefined ? {} : { cwd }) });
  return `${stdout ?? ''}${stderr ?? ''}`.split('\n')[0]!.trim();
}
