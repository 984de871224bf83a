import { chmodSync } from 'node:fs';
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

/** Rows that one call reads, and octets of their names, whatever it finds among them: others are served in between. */
const pageRows = 2_000;
const pageOctets = 1024 * 1024;
/** Another connection writes: how long it is waited for, in pauses in which others are served. */
const busyPauseMs = 50;
const busyTries = 100;
const sqliteBusy = 5;
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
  #tries = 0;
  #closed = false;
  /** Whether the last commit has failed. */
  isFailing = false;
  #last: number;

  /** Opens the file, or makes it. Throws where it cannot be used. */
  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: 5_000 });
    chmodSync(file, 0o600);
    // What was committed is there after a failure of power, too.
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    const { user_version: version } = this.#database.prepare('PRAGMA user_version').get() as { readonly user_version: number };
    if (version > 1) throw new Error(`it was written by a newer Weir (version ${version})`);
    this.#database.exec(schema);
    this.#insert = this.#database.prepare('INSERT INTO issuances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#page = this.#database.prepare('SELECT * FROM issuances WHERE sequence > ? AND sequence <= ? AND time >= ? ORDER BY sequence');
    // From here on nobody is kept waiting by the event loop.
    this.#database.exec('PRAGMA busy_timeout = 20');
    this.#max = this.#database.prepare('SELECT max(sequence) AS last FROM issuances');
    this.#last = this.#lastOnDisk();
  }

  /** The last sequence number. */
  get last(): number {
    return this.#last;
  }

  /** `done` is called once it is on disk, or with why it is not: then nobody may have the certificate. All of one turn of the event loop are one transaction. */
  append(issuance: Issuance, done: Done): void {
    if (this.#closed) done(new Error('the log is closed'));
    else if (this.#waiting.push({ issuance, done }) === 1) setImmediate(() => this.#commit());
  }

  /** The sequence number before the first that is kept and not older than `since`. */
  before(since: number): number {
    const row = this.#database.prepare(since === 0 ? 'SELECT min(sequence) AS first FROM issuances WHERE ? = 0' : 'SELECT sequence AS first FROM issuances WHERE time >= ? ORDER BY time, sequence LIMIT 1').get(since) as { readonly first: number | null } | undefined;
    return typeof row?.first === 'number' ? row.first - 1 : this.#last;
  }

  /** The number after which the last `limit` that fit are found; reads backwards in pages, yielding between them. */
  async beforeLast(limit: number, filter: IssuanceFilter): Promise<number> {
    const first = this.before(filter.since);
    let found = 0;
    for (let to = this.#last; to > first; to -= pageRows) {
      const { rows } = this.#read(Math.max(first, to - pageRows), to, filter, Infinity);
      found += rows.length;
      if (found >= limit) return rows[found - limit]!.sequence - 1;
      await turn();
    }
    return first;
  }

  /** Those that fit after a sequence number, and how far was looked. */
  page(after: number, filter: IssuanceFilter): { readonly rows: readonly LoggedIssuance[]; readonly upTo: number } {
    const upTo = Math.min(this.#last, after + pageRows);
    const { rows, last } = this.#read(after, upTo, filter);
    return { rows, upTo: last };
  }

  /** Calls at each commit, until the returned function is called. */
  onCommit(wake: () => void): () => void {
    this.#wakers.add(wake);
    return () => this.#wakers.delete(wake);
  }

  /** Forgets what is so much older than the newest, which stays: numbers go on from there, and a clock that is ahead takes nothing along. At most a bounded number at once: how many it were. */
  retain(ageMs: number, now: number): number {
    const { newest } = this.#database.prepare('SELECT max(time) AS newest FROM issuances WHERE time <= ?').get(now) as { readonly newest: number | null };
    const old = `SELECT sequence FROM issuances WHERE time < ? AND sequence < ? ORDER BY time LIMIT ${pageRows}`;
    return Number(this.#database.prepare(`DELETE FROM issuances WHERE sequence IN (${old})`).run((newest ?? now) - ageMs, this.#last).changes);
  }

  /** What still waits is committed first. */
  close(): void {
    this.#tries = busyTries;
    if (this.#waiting.length > 0) this.#commit();
    this.#closed = true;
    this.#database.close();
  }

  /** `last`: up to where was read. */
  #read(after: number, upTo: number, { since, caller, name }: IssuanceFilter, octets = pageOctets): { readonly rows: LoggedIssuance[]; readonly last: number } {
    const rows: LoggedIssuance[] = [];
    let left = octets;
    for (const row of this.#page.iterate(after, upTo, since) as unknown as Iterable<Row>) {
      left -= row.names.length;
      // What is asked for is a part of all as a rule: the JSON of the others is not read.
      if ((caller === '' || row.caller === caller) && (name === '' || row.names.includes(JSON.stringify(name)))) rows.push(fromRow(row));
      if (left <= 0) return { rows, last: row.sequence };
    }
    return { rows, last: upTo };
  }

  #lastOnDisk(): number {
    return (this.#max.get() as { readonly last: number | null }).last ?? 0;
  }

  #commit(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0 || this.#closed) return;
    const failure = this.#write(waiting.map(({ issuance }) => issuance));
    if (failure?.errcode === sqliteBusy && this.#tries++ < busyTries) {
      setTimeout(() => this.#commit(), busyPauseMs);
      return;
    }
    this.#waiting = [];
    this.#tries = 0;
    this.isFailing = failure !== undefined;
    for (const { done } of waiting) done(failure);
    if (failure === undefined) for (const wake of this.#wakers) wake();
  }

  #write(issuances: readonly Issuance[]): (Error & { readonly errcode?: number }) | undefined {
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
