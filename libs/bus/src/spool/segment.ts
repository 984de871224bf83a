import { join } from 'node:path';
import type { SegmentFile } from './files.ts';

/** The first segment of an empty folder. There is room before it, too. */
export const firstNumber = 1_000_000_000_000;

/** A file of the spool, and what is known of it. */
export class Segment {
  /** Segments are read by growing numbers. */
  readonly number: number;
  readonly path: string;
  /** While it is written to. */
  writer: SegmentFile | undefined;
  /** Of whole records. */
  bytes = 0;
  /** Of the file: where writing has failed, or what was found is damaged, there is more than whole records. */
  fileBytes = 0;
  records = 0;
  acknowledged = 0;
  /** When the first record was spooled, in milliseconds since 1970. */
  sinceMs: number | undefined;
  /** All its records were read by now, and no more come. */
  isRead = false;
  /** Its file is to be deleted, or has been. */
  isRemoved = false;

  constructor(directory: string, number: number) {
    this.number = number;
    this.path = join(directory, segmentName(number));
  }

  get left(): number {
    return this.records - this.acknowledged;
  }
}

export function segmentName(number: number): string {
  return `${String(number).padStart(16, '0')}.spool`;
}

/** Undefined for a file that is no segment. */
export function segmentNumber(name: string): number | undefined {
  const number = Number(/^(\d{16})\.spool$/.exec(name)?.[1]);
  return Number.isSafeInteger(number) ? number : undefined;
}
