import { DatabaseSync, type StatementSync } from 'node:sqlite';

export type IssuanceKind = 'leaf' | 'intermediate' | 'client';

/** What was issued, to whom. */
export interface Issuance {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly caller: string;
  readonly kind: IssuanceKind;
  /** Of an intermediate what it is constrained to. */
  readonly names: readonly string[];
  /** Hexadecimal, upper case. */
  readonly serialNumber: string;
  readonly notAfter: number;
  /** SHA-256 of the certificate, and of its issuer's: upper case pairs with colons. */
  readonly fingerprint: string;
  readonly issuer: string;
}

export interface LoggedIssuance extends Issuance {
  /** From 1 on, without gaps. */
  readonly sequence: number;
}

export interface IssuanceFilter {
  /** Milliseconds since the epoch; 0: all. */
  readonly since: number;
  /** Empty: of all. */
  readonly caller: string;
  /** A name that it holds; empty: any. */
  readonly name: string;
}

type Done = (error?: Error) => void;

/** Rows that one call reads, whatever it finds among them: others are served in between. */
const pageRows = 2_000;
const schema = `
CREATE TABLE IF NOT EXISTS issuances (
  sequence INTEGER PRIMARY KEY, time INTEGER NOT NULL, caller TEXT NOT NULL, kind TEXT NOT NULL, names TEXT NOT NULL,
  serial TEXT NOT NULL, not_after INTEGER NOT NULL, fingerprint TEXT NOT NULL, issuer TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS issuances_time ON issuances (time);
PRAGMA user_version = 1;
`;

/** All that was issued, on disk before anybody has it. */
export class IssuanceLog {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #page: StatementSync;
  readonly #max: StatementSync;
  readonly #wakers = new Set<() => void>();
  #waiting: { readonly issuance: Issuance; readonly done: Done }[] = [];
  #last: number;

  /** Opens the file, or makes it. Throws where it cannot be used. */
  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: 5_000 });
    // What was committed outlives a kill; a crash of the whole machine may take the last ones.
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    const { user_version: version } = this.#database.prepare('PRAGMA user_version').get() as { readonly user_version: number };
    if (version > 1) throw new Error(`it was written by a newer Weir (version ${version})`);
    this.#database.exec(schema);
    this.#insert = this.#database.prepare('INSERT INTO issuances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#page = this.#database.prepare('SELECT * FROM issuances WHERE sequence > ? AND sequence <= ? AND time >= ? ORDER BY sequence');
    this.#max = this.#database.prepare('SELECT max(sequence) AS last FROM issuances');
    this.#last = this.#lastOnDisk();
  }

  /** The last sequence number. */
  get last(): number {
    return this.#last;
  }

  /** `done` is called once it is on disk, or with why it is not: then nobody may have the certificate. All of one turn of the event loop are one transaction. */
  append(issuance: Issuance, done: Done): void {
    if (this.#waiting.push({ issuance, done }) === 1) setImmediate(() => this.#commit());
  }

  /** The sequence number before the first that is kept and not older than `since`. */
  before(since: number): number {
    const row = this.#database.prepare('SELECT min(sequence) AS first FROM issuances WHERE time >= ?').get(since) as { readonly first: number | null };
    return row.first === null ? this.#last : row.first - 1;
  }

  /** The number after which the last `limit` that fit are found; reads backwards in pages, yielding between them. */
  async beforeLast(limit: number, filter: IssuanceFilter): Promise<number> {
    const first = this.before(filter.since);
    let found = 0;
    for (let to = this.#last; to > first; to -= pageRows) {
      const rows = this.#read(Math.max(first, to - pageRows), to, filter);
      found += rows.length;
      if (found >= limit) return rows[found - limit]!.sequence - 1;
      await turn();
    }
    return first;
  }

  /** Those that fit after a sequence number, and how far was looked. */
  page(after: number, filter: IssuanceFilter): { readonly rows: readonly LoggedIssuance[]; readonly upTo: number } {
    const upTo = Math.min(this.#last, after + pageRows);
    return { rows: this.#read(after, upTo, filter), upTo };
  }

  /** Calls at each commit, until the returned function is called. */
  onCommit(wake: () => void): () => void {
    this.#wakers.add(wake);
    return () => this.#wakers.delete(wake);
  }

  /** Forgets what is older, but for the last, from which numbers go on; at most a bounded number at once: how many it were. */
  retain(olderThan: number): number {
    const old = `SELECT sequence FROM issuances WHERE time < ? AND sequence < ? ORDER BY sequence LIMIT ${pageRows}`;
    return Number(this.#database.prepare(`DELETE FROM issuances WHERE sequence IN (${old})`).run(olderThan, this.#last).changes);
  }

  /** What still waits is committed first. */
  close(): void {
    if (this.#waiting.length > 0) this.#commit();
    this.#database.close();
  }

  #read(after: number, upTo: number, { since, caller, name }: IssuanceFilter): LoggedIssuance[] {
    const rows = this.#page.all(after, upTo, since) as unknown as Row[];
    const found = caller === '' ? rows : rows.filter((row) => row.caller === caller);
    const issuances = found.map(fromRow);
    return name === '' ? issuances : issuances.filter(({ names }) => names.includes(name));
  }

  #lastOnDisk(): number {
    return (this.#max.get() as { readonly last: number | null }).last ?? 0;
  }

  #commit(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    const failure = this.#write(waiting.map(({ issuance }) => issuance));
    for (const { done } of waiting) done(failure);
    if (failure === undefined) for (const wake of this.#wakers) wake();
  }

  #write(issuances: readonly Issuance[]): Error | undefined {
    let sequence: number;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      // Another process may write to the same file.
      sequence = this.#lastOnDisk();
      for (const { time, caller, kind, names, serialNumber, notAfter, fingerprint, issuer } of issuances) {
        this.#insert.run(++sequence, time, caller, kind, JSON.stringify(names), serialNumber, notAfter, fingerprint, issuer);
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      return error as Error;
    }
    this.#last = sequence;
    return undefined;
  }
}

interface Row {
  readonly sequence: number;
  readonly time: number;
  readonly caller: string;
  readonly kind: string;
  readonly names: string;
  readonly serial: string;
  readonly not_after: number;
  readonly fingerprint: string;
  readonly issuer: string;
}

function fromRow({ sequence, time, caller, kind, names, serial, not_after: notAfter, fingerprint, issuer }: Row): LoggedIssuance {
  return { sequence, time, caller, kind: kind as IssuanceKind, names: JSON.parse(names) as string[], serialNumber: serial, notAfter, fingerprint, issuer };
}

function turn(): Promise<void> {
  return new Promise((resolve) => { setImmediate(resolve); });
}
