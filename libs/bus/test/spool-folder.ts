import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchMessage } from '../src/index.ts';

/** A new folder for each test, gone after it. */
export function spoolFolder(): { readonly path: string; file(name: string): string; segments(): string[]; bytes(): number } {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'weir-spool-'));
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  const segments = (): string[] => readdirSync(path).filter((name) => name.endsWith('.spool'));
  return {
    get path() {
      return path;
    },
    file: (name) => join(path, name),
    segments,
    bytes: () => segments().reduce((sum, name) => sum + readFileSync(join(path, name)).length, 0),
  };
}

export function batch(number: number, bytes = 4): BatchMessage {
  return { id: `epoch:${number}`, firstSeq: number, lastSeq: number + 1, payload: new Uint8Array(bytes).fill(number) };
}
