import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** A segment's file, open. */
export interface SegmentFile {
  /** Writes all pieces, the first at `position`; rejects with the system's error when not all could be written. */
  write(pieces: readonly Uint8Array[], position: number): Promise<void>;
  /** Fills `into` as far as there are bytes from `position` on; resolves to how many. */
  read(into: Uint8Array, position: number): Promise<number>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** What a spool needs of a file system. */
export interface SpoolFiles {
  /** Regular files of the folder: no links, no pipes. */
  list(directory: string): Promise<{ readonly name: string; readonly bytes: number }[]>;
  /** Makes a file that must not be there yet, for this user alone (0600). */
  create(path: string): Promise<SegmentFile>;
  open(path: string): Promise<SegmentFile>;
  remove(path: string): Promise<void>;
}

export const systemFiles: SpoolFiles = {
  async list(directory) {
    const names = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
    return Promise.all(names.map(async (name) => ({ name, bytes: (await stat(join(directory, name))).size })));
  },
  create: async (path) => new HandleFile(await open(path, 'wx', 0o600)),
  open: async (path) => new HandleFile(await open(path, 'r')),
  remove: (path) => rm(path, { force: true }),
};

class HandleFile implements SegmentFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(pieces: readonly Uint8Array[], position: number): Promise<void> {
    let rest = [...pieces];
    while (rest.length > 0) {
      const { bytesWritten } = await this.#handle.writev(rest, position);
      position += bytesWritten;
      rest = withoutFirst(rest, bytesWritten);
    }
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    let filled = 0;
    while (filled < into.byteLength) {
      const { bytesRead } = await this.#handle.read(into, filled, into.byteLength - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  truncate(bytes: number): Promise<void> {
    return this.#handle.truncate(bytes);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** What is left of the pieces when the first `bytes` bytes are written: a full disk may take a part. */
export function withoutFirst(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let index = 0;
  while (index < pieces.length && bytes >= pieces[index]!.byteLength) bytes -= pieces[index++]!.byteLength;
  const rest = pieces.slice(index);
  if (bytes > 0) rest[0] = rest[0]!.subarray(bytes);
  return rest;
}
