import type { BatchMessage, Settled } from '../bus.ts';
import { Appender } from './appender.ts';
import { systemFiles, type SpoolFiles } from './files.ts';
import { lockFolder, SpoolError } from './folder-lock.ts';
import { maxRecordBytes, recordBytes } from './record.ts';
import { SegmentReader } from './segment-reader.ts';
import type { SpoolEvent } from './spool-event.ts';
import { SpoolReader, type SpooledBatch } from './spool-reader.ts';
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
    throw new SpoolError(`the spool's folder ${options.directory} cannot be read (${(error as Error).message}): give it to the user that Weir runs as, or name another one`, { cause: error });
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
  readonly #reader: SpoolReader;
  readonly #maxWaitingBytes: number;
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
    this.#reader = new SpoolReader({
      files: this.#files,
      segments: this.#segments,
      isWhole: (segment) => this.#isWhole(segment),
      onDone: (segment) => this.#done(segment),
      onDamage: (segment, offset, records, why) => this.#spoil(segment, offset, records, why),
      tell: (event) => this.#tell(event),
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
  next(): Promise<SpooledBatch | undefined> {
    return this.#reader.next();
  }

  /** Writes what waits, leaves all that is kept on disk, and gives the folder back. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#appender.idle();
    await this.#appender.sealAll();
    await this.#reader.close();
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

  /** A segment that is not the last one takes no more when all of it was read: those behind it have waited for their turn. */
  #isWhole(segment: Segment): boolean {
    if (segment.writer === undefined) return true;
    if (this.#segments.isLast(segment) || this.#appender.count > 0) return false;
    void this.#appender.seal(segment);
    return true;
  }

  #done(segment: Segment): void {
    // When all is acknowledged, there is nothing to keep the last segment for.
    if (this.isEmpty) void this.#appender.sealAll();
    this.#removeIfDone(segment);
  }

  /** The records of a segment that was whole, from `records` on, cannot be read. */
  #spoil(segment: Segment, offset: number, records: number, why: string): void {
    this.#segments.cut(segment, offset, records);
    this.#damage(segment, offset, why);
    segment.isRead = true;
    void this.#appender.seal(segment);
    this.#done(segment);
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
      try {
        await this.#reader.leave(segment);
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
