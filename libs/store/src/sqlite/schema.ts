import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';
import { countAll } from './minutes.ts';
import { inSnapshot, inTransaction } from './transaction.ts';

/** "WEIR" in ASCII: tells our files from other programs' (SQLite file format, 1.3.17). */
export const applicationId = 0x57454952;

export type SchemaStep = string | ((db: DatabaseSync) => void);

/** Milliseconds that an opening waits while another process brings the file up, which takes some seconds for a million flows. */
const migrationTimeoutMs = 300_000;

/**
 * One step for each version of the schema, from the empty file on; a step that has been released is never changed.
 *
 * Flows are in two tables: `flow` has what is searched and counted, `record` the flow as it came (protobuf). Long bodies are beside
 * both, in `body` or in `chunk`, so that a list reads none of them. Accounts of what was captured: epoch, coverage, lost. `minute` has sums of `flow`,
 * by what is asked for most.
 */
export const schema: readonly SchemaStep[] = [
  `
  create table epoch (
    no integer primary key,
    id blob not null unique,
    producer text not null,
    stored integer not null default 0,   -- flows and chunks among the covered numbers
    last_us integer not null default 0,  -- the latest time that one of its records tells
    goodbye_seq integer,                 -- the goodbye's own number
    goodbye_last integer                 -- the last number, as the goodbye says
  ) strict;

  create table coverage (
    epoch integer not null,
    first integer not null,
    last integer not null,
    primary key (epoch, first)
  ) strict, without rowid;

  create table lost (
    epoch integer not null,
    seq integer not null,
    first integer not null,
    last integer not null,
    count integer not null,
    reason text not null,
    from_us integer not null,
    until_us integer not null,
    bytes integer not null,
    primary key (epoch, seq)
  ) strict, without rowid;

  create table flow (
    n integer primary key,
    id blob not null unique,
    revision integer not null,
    epoch integer not null,
    started_us integer not null,
    duration_us integer,                 -- null: open
    type integer not null,               -- numbers of flow.proto
    state integer not null,
    facts integer not null,              -- columns.ts
    status integer,
    mode text not null,
    host text,
    named text,
    method text,
    error text,
    url text,
    client text not null,
    server text,
    request_bytes integer not null,
    response_bytes integer not null
  ) strict;
  create index flow_started on flow (started_us, id);
  create index flow_host on flow (host, started_us) where host is not null;
  create index flow_named on flow (named, started_us) where named is not null;
  create index flow_status on flow (status, started_us) where status >= 400;  -- what is rare, and looked for
  create index flow_error on flow (started_us) where error is not null;

  create table record (n integer primary key, flow blob not null) strict;
  create table body (slot integer primary key, data blob not null) strict;  -- slot: 2 n + side

  create table chunk (
    flow blob not null,
    stream integer not null,             -- 0 and 1: the body of a side; 2: messages
    seq integer not null,
    side integer not null,
    at_us integer not null,
    kind integer not null,
    size integer not null,
    data blob not null,
    primary key (flow, stream, seq)
  ) strict, without rowid;
  `,
  (db) => {
    db.exec(`
      create table minute (
        minute integer not null,
        type integer not null,
        status integer not null,           -- -1: none
        mode text not null,
        host text not null,
        method text not null,
        count integer not null,
        errors integer not null,
        request_bytes real not null,       -- sums may be beyond 2^53
        response_bytes real not null,
        latencies blob not null,           -- latencies.ts
        primary key (minute, type, status, mode, host, method)
      ) strict, without rowid`);
    countAll(db);
  },
];

/**
 * Throws a StoreError for a file that must not be touched: another program's, or a later version's. Reads only, and of one moment:
 * another process may be making the file.
 */
export function inspect(db: DatabaseSync, steps: readonly SchemaStep[] = schema): void {
  const { version, isStranger } = inSnapshot(db, () => {
    const version = pragma(db, 'user_version');
    const isStranger = pragma(db, 'application_id') !== applicationId;
    return { version, isStranger: isStranger && (version !== 0 || db.prepare('select 1 from sqlite_schema limit 1').get() !== undefined) };
  });
  if (isStranger) throw new StoreError('foreign-database', 'it is a database of another program');
  if (version > steps.length) throw newerVersion(version, steps.length);
}

export function newerVersion(version: number, known = schema.length): StoreError {
  return new StoreError('newer-version', `it was written by a later version of Weir (schema ${version}; this one knows ${known})`);
}

/** Brings a file that was inspected to the newest version, in one transaction; of two processes that open it the second finds it done. */
export function migrate(db: DatabaseSync, steps: readonly SchemaStep[] = schema): void {
  if (pragma(db, 'user_version') === steps.length) return;
  const timeout = pragma(db, 'busy_timeout');
  db.exec(`pragma busy_timeout = ${migrationTimeoutMs}`);
  inTransaction(db, () => {
    const version = pragma(db, 'user_version');
    if (version > steps.length) throw newerVersion(version, steps.length);
    for (const step of steps.slice(version)) {
      if (typeof step === 'string') db.exec(step);
      else step(db);
    }
    db.exec(`pragma application_id = ${applicationId}; pragma user_version = ${steps.length}`);
  });
  db.exec(`pragma busy_timeout = ${timeout}`);
}

/** The value of a pragma that is a number. */
export function pragma(db: DatabaseSync, name: string): number {
  const row = db.prepare(`pragma ${name}`).get();
  return Number(Object.values(row ?? {})[0] ?? 0);
}
