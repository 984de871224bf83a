import type { Row } from './row.ts';

/** How many rows the table keeps; the oldest go first. */
export const MAX_ROWS = 100_000;

/** Rows by id, each once in its highest revision. Ids are ULIDs: their order is that of time. */
export class RowList {
  /** Oldest first, so that what is new is a push. */
  #rows: Row[] = [];
  readonly #max: number;

  constructor(max = MAX_ROWS) {
    this.#max = max;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** `index` 0 is the newest. */
  at(index: number): Row | undefined {
    return this.#rows[this.#rows.length - 1 - index];
  }

  /** Newest first. */
  slice(start: number, end: number): Row[] {
    const { length } = this.#rows;
    return this.#rows.slice(Math.max(0, length - end), Math.max(0, length - start)).reverse();
  }

  /** From the newest; -1: none. */
  indexOf(id: string): number {
    const place = this.#placeOf(id);
    return this.#rows[place]?.id === id ? this.#rows.length - 1 - place : -1;
  }

  /** The id from which on something may have changed without our knowing: of the oldest open row within `depth`, else of the newest row. */
  staleFrom(depth: number): string | undefined {
    const rows = this.#rows.slice(-depth);
    return rows.find((row) => row.state === 'open')?.id ?? rows.at(-1)?.id;
  }

  /** True: the bound was reached and the oldest rows were dropped. */
  add(rows: readonly Row[]): boolean {
    const older = this.#older(rows);
    if (older !== undefined) {
      this.#rows = [...older, ...this.#rows];
    } else {
      for (const row of rows) this.#put(row);
    }
    // In larger steps, as each moves all rows.
    if (this.#rows.length <= this.#max) return false;
    this.#rows = this.#rows.slice(this.#rows.length - Math.floor(this.#max * 0.95));
    return true;
  }

  /** Keeps `id` and what is newer. */
  dropBefore(id: string): void {
    this.#rows = this.#rows.slice(this.#placeOf(id));
  }

  clear(): void {
    this.#rows = [];
  }

  /** A page of history goes in at once, oldest first; undefined: it overlaps what is here. */
  #older(rows: readonly Row[]): Row[] | undefined {
    const first = this.#rows[0];
    if (first === undefined || rows.length === 0 || rows.some((row) => row.id >= first.id)) return undefined;
    return [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #put(row: Row): void {
    const place = this.#placeOf(row.id);
    const present = this.#rows[place];
    if (present?.id !== row.id) this.#rows.splice(place, 0, row);
    else if (present.revision <= row.revision) this.#rows[place] = row;
  }

  /** The first place whose id is not smaller. Live rows belong near the end. */
  #placeOf(id: string): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rows[middle]!.id < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
