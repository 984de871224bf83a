import type { BatchMessage, Settled } from '../bus.ts';
import type { SpoolFiles } from './files.ts';
import { encodeHead } from './record.ts';
import type { Segment } from './segment.ts';
import type { Segments } from './segments.ts';

export interface AppenderOptions {
  readonly files: SpoolFiles;
  readonly segments: Segments;
  /** Of a segment, but for one that has a single record of more. */
  readonly segmentBytes: number;
  readonly nowMs: () => number;
  /** Writing has failed, or works again after that (`error` is undefined). */
  readonly onWrite: (path: string, error: Error | undefined) => void;
  /** Nothing is written to the segment any more. */
  readonly onSealed: (segment: Segment) => void;
}

interface Entry {
  readonly head: Uint8Array;
  readonly payload: Uint8Array;
  readonly bytes: number;
  readonly spooledMs: number;
  readonly front: boolean;
  readonly settled: Settled;
}

/** Records in one write, at most: two pieces each, within what systems take (IOV_MAX, 1024). */
const maxGroup = 256;

/** Writes records behind each other: one write is under way at a time, and what comes meanwhile goes with the next one. */
export class Appender {
  readonly #options: AppenderOptions;
  #waiting: Entry[] = [];
  #bytes = 0;
  #running: Promise<void> | undefined;
  /** Those that take more records: the one behind all others, and one before them. */
  #back: Segment | undefined;
  #front: Segment | undefined;
  #failing = false;

  constructor(options: AppenderOptions) {
    this.#options = options;
  }

  /** Bytes of records that are not yet written, those under way included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many these are. */
  get count(): number {
    return this.#waiting.length;
  }

  /** `settled` is called when the record is in the file, or cannot be (`spool-failed`). */
  append(batch: BatchMessage, bytes: number, front: boolean, settled: Settled): void {
    const spooledMs = this.#options.nowMs();
    this.#waiting.push({ head: encodeHead(batch, spooledMs), payload: batch.payload, bytes, spooledMs, front, settled });
    this.#bytes += bytes;
    this.#running ??= this.#run();
  }

  /** Resolves when all that was appended is settled. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** No more is written to the segment, if it is one that takes records. */
  async seal(segment: Segment): Promise<void> {
    if (segment === this.#back) this.#back = undefined;
    else if (segment === this.#front) this.#front = undefined;
    const { writer } = segment;
    segment.writer = undefined;
    await writer?.close().catch((error: Error) => this.#failed(segment, error));
    this.#options.onSealed(segment);
  }

  /** What is appended next begins a new segment. While nothing waits. */
  async sealAll(): Promise<void> {
    for (const segment of [this.#back, this.#front]) if (segment !== undefined) await this.seal(segment);
  }

  async #run(): Promise<void> {
    // The batch's publisher goes on first: nothing is settled within the call of `append`.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#writeGroup();
    this.#running = undefined;
  }

  async #writeGroup(): Promise<void> {
    const { front, bytes: firstBytes } = this.#waiting[0]!;
    const open = front ? this.#front : this.#back;
    if (open !== undefined && open.bytes + firstBytes > this.#options.segmentBytes) await this.seal(open);
    const segment = (front ? this.#front : this.#back) ?? this.#options.segments.make(front);
    if (front) this.#front = segment;
    else this.#back = segment;
    const group = this.#group(front, this.#options.segmentBytes - segment.bytes);
    try {
      const writer = segment.writer ??= await this.#options.files.create(segment.path);
      await writer.write(group.flatMap(({ head, payload }) => [head, payload]), segment.bytes);
      if (segment.writer !== writer) throw new Error('it was found to be damaged when it was read');
    } catch (error) {
      await this.#fail(segment, group, error as Error);
      return;
    }
    if (this.#failing) this.#options.onWrite(segment.path, undefined);
    this.#failing = false;
    for (const { bytes, spooledMs } of group) this.#options.segments.add(segment, bytes, spooledMs);
    this.#settle(group, true);
    if (segment.bytes >= this.#options.segmentBytes) await this.seal(segment);
  }

  /** At least one record, and no more than fit. They are counted as waiting until they are settled. */
  #group(front: boolean, room: number): Entry[] {
    const group: Entry[] = [];
    let bytes = 0;
    for (const entry of this.#waiting) {
      bytes += entry.bytes;
      if (entry.front !== front || group.length === maxGroup || (bytes > room && group.length > 0)) break;
      group.push(entry);
    }
    return group;
  }

  /** What a write has left behind the last whole record is taken away; where that fails too, a reader stops there. */
  async #fail(segment: Segment, group: readonly Entry[], error: Error): Promise<void> {
    this.#failed(segment, error);
    try {
      await segment.writer?.truncate(segment.bytes);
    } catch {
      this.#options.segments.resize(segment, segment.bytes + group.reduce((sum, { bytes }) => sum + bytes, 0));
    }
    this.#settle(group, false);
    await this.seal(segment);
  }

  #failed(segment: Segment, error: Error): void {
    if (!this.#failing) this.#options.onWrite(segment.path, error);
    this.#failing = true;
  }

  #settle(group: readonly Entry[], written: boolean): void {
    this.#waiting.splice(0, group.length);
    for (const { bytes } of group) this.#bytes -= bytes;
    for (const { payload, settled } of group) settled(written, written ? undefined : 'spool-failed', payload.buffer);
  }
}
