import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that goes when the suite ends. */
export interface Folder extends Disposable {
  readonly path: string;
  file(name: string): string;
}

export function temporaryFolder(name: string): Folder {
  const path = mkdtempSync(join(tmpdir(), `weir-${name}-`));
  return { path, file: (child) => join(path, child), [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
