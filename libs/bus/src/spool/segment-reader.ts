import type { SegmentFile } from './files.ts';
import { decodeRecord, type SpoolRecord } from './record.ts';

/** Read of a segment at a time, where a record is not longer. */
const windowBytes = 256 * 1024;

/** The rest of a segment that cannot be read as records. */
export interface Damage {
  readonly damaged: string;
}

/** Reads a segment's records in their order. A record's payload is a view of what was read with it: it is never read into again. */
export class SegmentReader {
  readonly #file: SegmentFile;
  #window: Buffer = Buffer.alloc(0);
  /** Where the window begins in the file, and the next record in the window. */
  #from = 0;
  #at = 0;

  constructor(file: SegmentFile) {
    this.#file = file;
  }

  /** Where the next record begins. */
  get position(): number {
    return this.#from + this.#at;
  }

  /** The next record before `end`; undefined at the end. Rejects with the system's error, but for that of a bad disk, which is damage. */
  async next(end: number): Promise<SpoolRecord | Damage | undefined> {
    for (;;) {
      const left = end - this.position;
      if (left <= 0) return undefined;
      const decoded = decodeRecord(this.#window, this.#at);
      if ('batch' in decoded) {
        this.#at += decoded.bytes;
        return decoded;
      }
      if ('wrong' in decoded) return { damaged: decoded.wrong };
      if (decoded.needs > left) return { damaged: `a record of which ${left} bytes are there` };
      const why = await this.#read(Math.min(left, Math.max(decoded.needs, windowBytes)), decoded.needs);
      if (why !== undefined) return { damaged: why };
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** A new window, which begins with the next record. Resolves to what is wrong where it has not as many bytes as are needed. */
  async #read(bytes: number, needed: number): Promise<string | undefined> {
    const window = Buffer.allocUnsafeSlow(bytes);
    let filled: number;
    try {
      filled = await this.#file.read(window, this.position);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EIO') return (error as Error).message;
      throw error;
    }
    this.#from = this.position;
    this.#at = 0;
    this.#window = window.subarray(0, filled);
    return filled >= needed ? undefined : 'a file that has become shorter';
  }
}
