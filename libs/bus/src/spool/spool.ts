import type { BatchMessage, Settled } from '../bus.ts';
import { Appender } from './appender.ts';
import { systemFiles, type SpoolFiles } from './files.ts';
import { lockFolder, SpoolError } from './folder-lock.ts';
import { maxRecordBytes, recordBytes } from './record.ts';
import { SegmentReader } from './segment-reader.ts';
import { segmentNumber, type Segment } from './segment.ts';
import { Segments } from './segments.ts';

export interface SpoolOptions {
  /** One process uses it at a time. Made, 0700, where it is not there. */
  readonly directory: string;
  /** What its segments take, at most. */
  readonly limitBytes: number;
  /** Of one segment: it is deleted as a whole. Default a sixteenth of the limit, from 64 KiB to 4 MiB. */
  readonly segmentBytes?: number;
  /** Of what waits to be written. Default 8 MiB. */
  readonly maxWaitingBytes?: number;
  readonly clock: { nowMs(): number };
  readonly onEvent?: (event: SpoolEvent) => void;
  readonly files?: SpoolFiles;
}

/**
 * `damaged`: from `offset` on, `bytes` of a file are no records; what was before is sent. `write-failed` is told once, until
 * `write-recovered`. `refused`: a batch from the spool that the next publisher will never take.
 */
export type SpoolEvent =
  | { readonly type: 'damaged'; readonly path: string; readonly offset: number; readonly bytes: number; readonly why: string }
  | { readonly type: 'write-failed' | 'read-failed' | 'remove-failed'; readonly path: string; readonly error: Error }
  | { readonly type: 'write-recovered'; readonly path: string }
  | { readonly type: 'refused'; readonly id: string; readonly firstSeq: number; readonly lastSeq: number; readonly reason: string };

export interface SpoolStats {
  /** Not acknowledged. */
  readonly batches: number;
  /** Of the files, and of what waits to be written. */
  readonly bytes: number;
  /** When the oldest file of these batches was begun, in milliseconds since 1970. */
  readonly oldestMs?: number;
  /** Bytes found to be no records, since the spool was opened. */
  readonly damaged: number;
}

/** A batch that was read from the spool. */
export interface SpooledBatch {
  readonly batch: BatchMessage;
  /** It needs to be kept no longer. With a reason: because it will never be taken, which is told by an event. */
  done(refused?: string): void;
}

/** The segment that is read, and how many of its records were. */
interface Reading {
  readonly segment: Segment;
  readonly reader: SegmentReader;
  records: number;
}

/** Batches under this may use the last of the room, so that a goodbye and what was lost can still be told. */
const smallBytes = 4 * 1024;
const reserveBytes = 64 * 1024;

/** Rejects with SpoolError: the folder is used by another process, or cannot be used. Reads all that an earlier process left, once. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const unlock = lockFolder(options.directory);
  const spool = new Spool(options, unlock);
  try {
    await spool.scan();
  } catch (error) {
    unlock();
    throw new SpoolError(`the spool's folder ${options.directory} cannot be read (${(error as Error).message.split(',')[0]!}): give it to the user that Weir runs as, or name another one`, { cause: error });
  }
  return spool;
}

/** Batches on disk, in their order, until they are acknowledged. */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #files: SpoolFiles;
  readonly #unlock: () => void;
  readonly #segments: Segments;
  readonly #appender: Appender;
  readonly #maxWaitingBytes: number;
  #reading: Reading | undefined;
  #readFailing = false;
  #damaged = 0;
  #closed = false;
  /** Files are deleted one after the other. */
  #removals = Promise.resolve();

  /** Use `openSpool`. */
  constructor(options: SpoolOptions, unlock: () => void) {
    const { limitBytes, clock } = options;
    this.#options = options;
    this.#files = options.files ?? systemFiles;
    this.#unlock = unlock;
    this.#maxWaitingBytes = options.maxWaitingBytes ?? 8 * 1024 * 1024;
    this.#segments = new Segments(options.directory);
    this.#appender = new Appender({
      files: this.#files,
      segments: this.#segments,
      segmentBytes: options.segmentBytes ?? Math.max(64 * 1024, Math.min(4 * 1024 * 1024, limitBytes / 16)),
      nowMs: () => clock.nowMs(),
      onWrite: (path, error) => this.#tell(error === undefined ? { type: 'write-recovered', path } : { type: 'write-failed', path, error }),
      onSealed: (segment) => this.#removeIfDone(segment),
    });
  }

  /** Nothing is kept, and nothing waits to be. */
  get isEmpty(): boolean {
    return this.#segments.left === 0 && this.#appender.count === 0;
  }

  /** Half of the limit is used. */
  get isTight(): boolean {
    return this.#usedBytes >= this.#options.limitBytes / 2;
  }

  /** Whether so many bytes more may wait to be written. */
  mayWait(bytes: number): boolean {
    return this.#appender.bytes + bytes <= this.#maxWaitingBytes;
  }

  stats(): SpoolStats {
    const { oldestMs, left } = this.#segments;
    return { batches: left + this.#appender.count, bytes: this.#usedBytes, ...(oldestMs === undefined ? {} : { oldestMs }), damaged: this.#damaged };
  }

  /**
   * `settled` is called once, in a later turn: committed when the batch has been handed to the system's file, from which the death of this
   * process takes nothing (that of the machine may: there is no fsync); else `spool-full`, `spool-failed`, `too-large` or `closed`.
   */
  append(batch: BatchMessage, settled: Settled): void {
    this.#append(batch, false, settled);
  }

  /** As `append`, for batches that are older than all that is kept: they will be read first, in the order of these calls. */
  putBack(batch: BatchMessage, settled: Settled): void {
    this.#append(batch, true, settled);
  }

  /** The next batch; undefined when there is none now, or it cannot be read now (`read-failed`). Never rejects. One call at a time. */
  async next(): Promise<SpooledBatch | undefined> {
    try {
      const next = await this.#next();
      if (next !== undefined) this.#readFailing = false;
      return next;
    } catch (error) {
      if (!this.#readFailing) this.#tell({ type: 'read-failed', path: this.#segments.toRead?.path ?? this.#options.directory, error: error as Error });
      this.#readFailing = true;
      return undefined;
    }
  }

  /** Writes what waits, leaves all that is kept on disk, and gives the folder back. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#appender.idle();
    await this.#appender.sealAll();
    await this.#endReading();
    await this.#removals;
    this.#unlock();
  }

  /** Takes in what an earlier process left. */
  async scan(): Promise<void> {
    const found = (await this.#files.list(this.#options.directory)).flatMap(({ name, bytes }) => {
      const number = segmentNumber(name);
      return number === undefined ? [] : [{ number, bytes }];
    });
    for (const { number, bytes } of found.sort((a, b) => a.number - b.number)) {
      const segment = this.#segments.found(number, bytes);
      const reader = new SegmentReader(await this.#files.open(segment.path));
      try {
        let record = await reader.next(bytes);
        for (; record !== undefined && 'batch' in record; record = await reader.next(bytes)) this.#segments.add(segment, record.bytes, record.spooledMs);
        if (record !== undefined) this.#damage(segment, reader.position, record.damaged);
      } finally {
        await reader.close();
      }
      this.#removeIfDone(segment);
    }
  }

  get #usedBytes(): number {
    return this.#segments.fileBytes + this.#appender.bytes;
  }

  #append(batch: BatchMessage, front: boolean, settled: Settled): void {
    const bytes = recordBytes(batch);
    const { limitBytes } = this.#options;
    const limit = batch.payload.byteLength < smallBytes ? limitBytes : limitBytes - Math.min(reserveBytes, limitBytes / 8);
    const reason = this.#closed ? 'closed' : bytes > maxRecordBytes ? 'too-large' : this.#usedBytes + bytes > limit ? 'spool-full' : undefined;
    if (reason === undefined) this.#appender.append(batch, bytes, front, settled);
    else setImmediate(settled, false, reason, batch.payload.buffer);
  }

  async #next(): Promise<SpooledBatch | undefined> {
    for (;;) {
      if (this.#closed) return undefined;
      const reading = this.#reading ?? await this.#openNext();
      if (reading === undefined) return undefined;
      const { segment, reader } = reading;
      const record = await this.#read(reading);
      if (record === undefined && segment.writer !== undefined) return undefined;
      if (record === undefined) await this.#endReading();
      else if ('damaged' in record) this.#spoil(segment, reader.position, reading.records, record.damaged);
      else {
        reading.records++;
        return this.#spooled(segment, record.batch);
      }
    }
  }

  async #openNext(): Promise<Reading | undefined> {
    const segment = this.#segments.toRead;
    // One whose first record is still being written has no file yet, perhaps.
    if (segment === undefined || segment.records === 0) return undefined;
    try {
      this.#reading = { segment, reader: new SegmentReader(await this.#files.open(segment.path)), records: 0 };
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#spoil(segment, 0, 0, (error as Error).message);
      return this.#openNext();
    }
    return this.#reading;
  }

  async #read({ segment, reader }: Reading): ReturnType<SegmentReader['next']> {
    try {
      return await reader.next(segment.bytes);
    } catch (error) {
      if (isGone(error)) return { damaged: (error as Error).message };
      throw error;
    }
  }

  async #endReading(): Promise<void> {
    const reading = this.#reading;
    if (reading === undefined) return;
    this.#reading = undefined;
    reading.segment.isRead = reading.segment.writer === undefined;
    await reading.reader.close().catch((error: Error) => this.#tell({ type: 'read-failed', path: reading.segment.path, error }));
  }

  #spooled(segment: Segment, batch: BatchMessage): SpooledBatch {
    let isDone = false;
    return {
      batch,
      done: (refused) => {
        if (isDone) return;
        isDone = true;
        const { id, firstSeq, lastSeq } = batch;
        if (refused !== undefined) this.#tell({ type: 'refused', id, firstSeq, lastSeq, reason: refused });
        this.#segments.acknowledge(segment);
        // When all is acknowledged, there is nothing to keep the last segment for.
        if (this.isEmpty) void this.#appender.sealAll();
        this.#removeIfDone(segment);
      },
    };
  }

  /** The records of a segment that was whole, from `records` on, cannot be read. */
  #spoil(segment: Segment, offset: number, records: number, why: string): void {
    this.#segments.cut(segment, offset, records);
    this.#damage(segment, offset, why);
    segment.isRead = true;
    if (segment.writer === undefined) this.#removeIfDone(segment);
    else void this.#appender.seal(segment);
  }

  #damage(segment: Segment, offset: number, why: string): void {
    const bytes = segment.fileBytes - offset;
    this.#damaged += bytes;
    this.#tell({ type: 'damaged', path: segment.path, offset, bytes, why });
  }

  #removeIfDone(segment: Segment): void {
    if (segment.writer !== undefined || segment.left > 0 || segment.isRemoved) return;
    segment.isRemoved = true;
    segment.isRead = true;
    this.#removals = this.#removals.then(async () => {
      if (this.#reading?.segment === segment) await this.#endReading();
      try {
        await this.#files.remove(segment.path);
        this.#segments.remove(segment);
      } catch (error) {
        this.#tell({ type: 'remove-failed', path: segment.path, error: error as Error });
      }
    });
  }

  #tell(event: SpoolEvent): void {
    this.#options.onEvent?.(event);
  }
}

/** The file is gone, or its part of the disk: another try would find the same. */
function isGone(error: unknown): boolean {
  return ['ENOENT', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '');
}
