import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { contains, union, type Range } from './ranges.ts';

/** Starts of producers: their numbers in this file, and which of their records have arrived. */
export class Epochs {
  /** Number by id, in hex; producer by number. Both never change once committed, by this process or another. */
  readonly #numbers = new Map<string, number>();
  readonly #producers = new Map<number, string>();
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #producer: StatementSync;
  readonly #touching: StatementSync;
  readonly #forget: StatementSync;
  readonly #cover: StatementSync;
  readonly #count: StatementSync;
  readonly #goodbye: StatementSync;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('select no from epoch where id = ?');
    this.#insert = db.prepare('insert into epoch (id, producer) values (?, ?)');
    this.#producer = db.prepare('select producer from epoch where no = ?');
    this.#touching = db.prepare('select first, last from coverage where epoch = ? and first <= ? order by first desc');
    this.#forget = db.prepare('delete from coverage where epoch = ? and first between ? and ?');
    this.#cover = db.prepare('insert into coverage (epoch, first, last) values (?, ?, ?)');
    this.#count = db.prepare('update epoch set stored = stored + ?, last_us = max(last_us, ?) where no = ?');
    this.#goodbye = db.prepare('update epoch set goodbye_seq = ?, goodbye_last = ? where no = ?');
  }

  /** The epoch's number in this file; within the transaction of its first batch it is made. */
  number(id: Uint8Array, producer: string): number {
    const key = Buffer.from(id.buffer, id.byteOffset, id.length).toString('hex');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const row = this.#find.get(id) as { readonly no: number } | undefined;
    const no = row?.no ?? Number(this.#insert.run(id, producer).lastInsertRowid);
    this.#numbers.set(key, no);
    return no;
  }

  producer(no: number): string {
    const known = this.#producers.get(no);
    if (known !== undefined) return known;
    const row = this.#producer.get(no) as { readonly producer: string } | undefined;
    if (row !== undefined) this.#producers.set(no, row.producer);
    return row?.producer ?? '';
  }

  /** After a rollback: numbers that were made in it are not. */
  forget(): void {
    this.#numbers.clear();
    this.#producers.clear();
  }

  /** What has arrived of the numbers `first` to `last` and of their neighbours, ascending. */
  covered(no: number, first: number, last: number): Range[] {
    const ranges: Range[] = [];
    for (const row of this.#touching.iterate(no, last + 1)) {
      const range = row as unknown as Range;
      if (range.last < first - 1) break;
      ranges.push({ first: range.first, last: range.last });
    }
    return ranges.reverse();
  }

  /** Adds a batch's numbers; `before` is what `covered` told of them. Ranges that meet become one row. */
  cover(no: number, batch: Range, before: readonly Range[]): void {
    const { first, last } = union([...before, batch])[0]!;
    this.#forget.run(no, first, last);
    this.#cover.run(no, first, last);
  }

  /** `stored`: flows and chunks that came anew. */
  count(no: number, stored: number, lastUs: number): void {
    this.#count.run(stored, lastUs, no);
  }

  goodbye(no: number, seq: number, lastSeq: number): void {
    this.#goodbye.run(seq, lastSeq, no);
  }
}

/** Which numbers of a batch have been there before. */
export function seenBefore(covered: readonly Range[]): (number: number) => boolean {
  return covered.length === 0 ? () => false : (number) => contains(covered, number);
}
