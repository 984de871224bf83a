import type { SegmentFile, SpoolFiles } from '../src/spool/files.ts';
import { systemFiles } from '../src/spool/files.ts';

type Call = 'create' | 'open' | 'write' | 'read' | 'truncate' | 'remove' | 'close';

/** The system's files, of which calls fail or wait as a test says. */
export class FaultyFiles implements SpoolFiles {
  /** The system's error code for each call of that kind, while it is here. */
  readonly faults = new Map<Call, string>();
  /** A write that fails has written so many bytes before. */
  partial = 0;
  /** Pieces of each write. */
  readonly writes: number[] = [];
  /** Writes that are under way, at most at the same time. */
  most = 0;
  #under = 0;
  #held: Promise<void> | undefined;
  #release: () => void = () => undefined;

  /** Writes wait until `release`. */
  hold(): void {
    this.#held = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#held = undefined;
    this.#release();
  }

  list(directory: string): ReturnType<SpoolFiles['list']> {
    return systemFiles.list(directory);
  }

  async create(path: string): Promise<SegmentFile> {
    this.#check('create');
    return this.#file(await systemFiles.create(path));
  }

  async open(path: string): Promise<SegmentFile> {
    this.#check('open');
    return this.#file(await systemFiles.open(path));
  }

  async remove(path: string): Promise<void> {
    this.#check('remove');
    await systemFiles.remove(path);
  }

  #file(file: SegmentFile): SegmentFile {
    return {
      write: async (pieces, position) => {
        this.writes.push(pieces.length);
        this.most = Math.max(this.most, ++this.#under);
        await this.#held;
        this.#under--;
        if (this.faults.has('write')) await file.write([Buffer.concat(pieces).subarray(0, this.partial)], position);
        this.#check('write');
        await file.write(pieces, position);
      },
      read: async (into, position) => {
        this.#check('read');
        return file.read(into, position);
      },
      truncate: async (bytes) => {
        this.#check('truncate');
        await file.truncate(bytes);
      },
      close: async () => {
        await file.close();
        this.#check('close');
      },
    };
  }

  #check(call: Call): void {
    const code = this.faults.get(call);
    if (code !== undefined) throw Object.assign(new Error(`${code}: as the test says, ${call}`), { code });
  }
}
