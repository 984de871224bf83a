import { statfsSync } from 'node:fs';
import { StoreError } from '../store-error.ts';

/** What stays free of a large disk: a journal and what it adds to the file when it is written back, twice over (`configure` in open.ts). */
const spareBytes = 64 * 1024 * 1024;

/** Of a small one. */
const sparePart = 0.5;

export interface DiskSpace {
  /** Of `bsize` bytes each: all, and those that are left for us. */
  readonly blocks: number;
  readonly bavail: number;
  readonly bsize: number;
}

/**
 * Refuses flows before the disk is full: to delete old ones, too, takes room in the journal, and on a disk without any nothing could
 * ever be freed.
 */
export class DiskRoom {
  readonly #space: () => DiskSpace;

  constructor(file: string, space: () => DiskSpace = () => statfsSync(file)) {
    this.#space = space;
  }

  /** Throws a StoreError (`disk-full`). */
  check(): void {
    const space = this.#look();
    if (space === undefined || space.blocks === 0) return;
    const left = space.bavail * space.bsize;
    const spare = Math.min(spareBytes, Math.floor(space.blocks * space.bsize * sparePart));
    if (left < spare) throw new StoreError('disk-full', `its disk has ${megabytes(left)} MB left, and ${megabytes(spare)} MB are kept for the deletion of old flows: make room, or let fewer be retained`);
  }

  /** undefined: this kind of disk does not tell. */
  #look(): DiskSpace | undefined {
    try {
      return this.#space();
    } catch {
      return undefined;
    }
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
