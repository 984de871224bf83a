import { firstNumber, Segment } from './segment.ts';

/** So many segments have room before the others, one behind the other: more than a publisher has in flight. */
const frontNumbers = 1000;

/** The segments of a spool, in the order in which they are read, and their sums. */
export class Segments {
  readonly #directory: string;
  #list: Segment[] = [];
  /** A number is given once: the file of a segment that is no longer here may still be there. */
  #first = firstNumber;
  #next = firstNumber;
  /** The last one that was made before the others, and the number that those after it must not reach. */
  #front: Segment | undefined;
  #frontEnd = 0;
  #fileBytes = 0;
  #left = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** What all their files take. */
  get fileBytes(): number {
    return this.#fileBytes;
  }

  /** Records that are not acknowledged. */
  get left(): number {
    return this.#left;
  }

  isLast(segment: Segment): boolean {
    return this.#list.at(-1) === segment;
  }

  get toRead(): Segment | undefined {
    return this.#list.find((segment) => !segment.isRead);
  }

  /** When the oldest segment that has something left was begun. */
  get oldestMs(): number | undefined {
    return this.#list.find((segment) => segment.left > 0)?.sinceMs;
  }

  /** One that an earlier process has left. They come by growing numbers. */
  found(number: number, fileBytes: number): Segment {
    if (this.#list.length === 0) this.#first = number;
    this.#next = number + 1;
    const segment = new Segment(this.#directory, number);
    this.#list.push(segment);
    this.resize(segment, fileBytes);
    return segment;
  }

  /** A new one, behind all others or, with `front`, before them, but behind those that were made so and are still to be read. */
  make(front: boolean): Segment {
    if (front) return this.#makeFront();
    const segment = new Segment(this.#directory, this.#next++);
    this.#list.push(segment);
    return segment;
  }

  /** A whole record is in the file. */
  add(segment: Segment, bytes: number, spooledMs: number): void {
    segment.bytes += bytes;
    segment.records++;
    segment.sinceMs ??= spooledMs;
    this.#left++;
    if (segment.bytes > segment.fileBytes) this.resize(segment, segment.bytes);
  }

  acknowledge(segment: Segment): void {
    segment.acknowledged++;
    this.#left--;
  }

  /** Of what was found, records from `records` on cannot be read: `bytes` are before them. */
  cut(segment: Segment, bytes: number, records: number): void {
    this.#left -= segment.records - records;
    segment.bytes = bytes;
    segment.records = records;
  }

  resize(segment: Segment, fileBytes: number): void {
    this.#fileBytes += fileBytes - segment.fileBytes;
    segment.fileBytes = fileBytes;
  }

  /** Nothing is left of it, and its file is gone. */
  remove(segment: Segment): void {
    this.#list = this.#list.filter((other) => other !== segment);
    this.resize(segment, 0);
  }

  #makeFront(): Segment {
    const previous = this.#front;
    const at = previous === undefined || previous.isRead || previous.number + 1 === this.#frontEnd ? -1 : this.#list.indexOf(previous);
    if (at < 0) {
      this.#frontEnd = this.#first;
      this.#first -= frontNumbers;
    }
    this.#front = new Segment(this.#directory, at < 0 ? this.#first : previous!.number + 1);
    this.#list.splice(at + 1, 0, this.#front);
    return this.#front;
  }
}
