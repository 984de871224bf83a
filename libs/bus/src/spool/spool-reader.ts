import type { BatchMessage } from '../bus.ts';
import type { SpoolFiles } from './files.ts';
import { SegmentReader } from './segment-reader.ts';
import type { Segment } from './segment.ts';
import type { Segments } from './segments.ts';
import type { SpoolEvent } from './spool-event.ts';

/** A batch that was read from the spool. */
export interface SpooledBatch {
  readonly batch: BatchMessage;
  /** It needs to be kept no longer. With a reason: because it will never be taken, which is told by an event. */
  done(refused?: string): void;
}

export interface SpoolReaderOptions {
  readonly files: SpoolFiles;
  readonly segments: Segments;
  /** All records of the segment so far were read: whether no more come. */
  readonly isWhole: (segment: Segment) => boolean;
  /** One more batch of the segment needs to be kept no longer. */
  readonly onDone: (segment: Segment) => void;
  /** Only `records` of the segment could be read, which end at `offset`. */
  readonly onDamage: (segment: Segment, offset: number, records: number, why: string) => void;
  readonly tell: (event: SpoolEvent) => void;
}

/** The segment that is read, and how many of its records were. */
interface Reading {
  readonly segment: Segment;
  readonly reader: SegmentReader;
  records: number;
}

/** Reads the segments of a spool one after the other, the last one while it is written. */
export class SpoolReader {
  readonly #options: SpoolReaderOptions;
  #reading: Reading | undefined;
  #failing = false;
  #closed = false;

  constructor(options: SpoolReaderOptions) {
    this.#options = options;
  }

  /** The next batch; undefined when there is none now, or it cannot be read now (`read-failed`). Never rejects. One call at a time. */
  async next(): Promise<SpooledBatch | undefined> {
    try {
      const next = await this.#next();
      if (next !== undefined) this.#failing = false;
      return next;
    } catch (error) {
      const path = (this.#reading?.segment ?? this.#options.segments.toRead)!.path;
      if (!this.#failing) this.#options.tell({ type: 'read-failed', path, error: error as Error });
      this.#failing = true;
      return undefined;
    }
  }

  /** The segment will be deleted: its file is closed if it is the one that is read. */
  async leave(segment: Segment): Promise<void> {
    if (this.#reading?.segment === segment) await this.#leave();
  }

  /** While no call of `next` is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#leave();
  }

  async #next(): Promise<SpooledBatch | undefined> {
    while (!this.#closed) {
      const reading = this.#reading ?? await this.#open();
      if (reading === undefined) return undefined;
      const { segment, reader } = reading;
      const record = await reader.next(segment.bytes);
      if (record === undefined) {
        if (!this.#options.isWhole(segment)) return undefined;
        segment.isRead = true;
        await this.#leave();
      } else if ('damaged' in record) {
        this.#options.onDamage(segment, reader.position, reading.records, record.damaged);
        await this.#leave();
      } else {
        reading.records++;
        return this.#spooled(segment, record.batch);
      }
    }
    return undefined;
  }

  async #open(): Promise<Reading | undefined> {
    for (;;) {
      const segment = this.#options.segments.toRead;
      // One whose first record is being written has perhaps no file yet.
      if (segment === undefined || segment.records === 0) return undefined;
      try {
        this.#reading = { segment, reader: new SegmentReader(await this.#options.files.open(segment.path)), records: 0 };
        return this.#reading;
      } catch (error) {
        // What is gone will not come back; too many open files, say, is another matter.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        this.#options.onDamage(segment, 0, 0, (error as Error).message);
      }
    }
  }

  async #leave(): Promise<void> {
    const reading = this.#reading;
    this.#reading = undefined;
    await reading?.reader.close();
  }

  #spooled(segment: Segment, batch: BatchMessage): SpooledBatch {
    let isDone = false;
    return {
      batch,
      done: (refused) => {
        if (isDone) return;
        isDone = true;
        const { id, firstSeq, lastSeq } = batch;
        if (refused !== undefined) this.#options.tell({ type: 'refused', id, firstSeq, lastSeq, reason: refused });
        this.#options.segments.acknowledge(segment);
        this.#options.onDone(segment);
      },
    };
  }
}
