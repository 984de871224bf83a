import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one suite, gone after it. */
export function folder(): (name: string, content?: string | Uint8Array, mode?: number) => string {
  const path = mkdtempSync(join(tmpdir(), 'weir-keys-'));
  afterAll(() => rmSync(path, { recursive: true }));
  return (name, content, mode = 0o600) => {
    const file = join(path, name);
    if (content !== undefined) writeFileSync(file, content, { mode });
    return file;
  };
}

export function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** What `does` throws; fails where it does not. */
export function thrown(does: () => unknown): Error {
  try {
    does();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
