import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one suite, gone after it: the path of a file in it, written where there is content. */
export function folder(): (name: string, content?: string | Uint8Array) => string {
  const path = mkdtempSync(join(tmpdir(), 'weir-auth-'));
  afterAll(() => rmSync(path, { recursive: true }));
  return (name, content) => {
    const file = join(path, name);
    if (content !== undefined) writeFileSync(file, content);
    return file;
  };
}

/** What `does` throws; fails where it does not. */
export function thrown(does: () => unknown): string {
  try {
    does();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
