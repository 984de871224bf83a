import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';
import { inspect, migrate } from './schema.ts';
import { SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';

/** SQLite's result codes (https://www.sqlite.org/rescode.html) for files that are not what they should be. */
const corrupt = 11;
const notADatabase = 26;

/**
 * Opens a store, or makes it: the file and its journal are readable by their owner alone. `path` may be `:memory:`.
 * Throws a StoreError: see its codes.
 */
export function openSqliteStore(path: string, options: SqliteStoreOptions = {}): SqliteStore {
  const file = path === ':memory:' ? path : resolve(path);
  let db: DatabaseSync | undefined;
  try {
    if (file !== ':memory:') keepPrivate(file);
    db = new DatabaseSync(file, { timeout: options.busyMs ?? 5000 });
    inspect(db);
    configure(db);
    migrate(db);
    return new SqliteStore(db, options);
  } catch (error) {
    db?.close();
    throw explained(error);
  }
}

/**
 * SQLite gives its journal files the mode of the database, so that comes first. A file that is there is not opened here: to close it
 * would take away the locks of a connection in this process (https://www.sqlite.org/howtocorrupt.html, 2.2).
 */
function keepPrivate(file: string): void {
  if (!existsSync(file)) makeEmpty(file);
  if (!statSync(file).isFile()) throw new StoreError('cannot-open', 'it is no file');
  for (const each of [file, `${file}-wal`, `${file}-shm`]) {
    try {
      chmodSync(each, 0o600);
    } catch (error) {
      // There is no journal; or another process has just closed the file as the last one.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

function makeEmpty(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    // Another process was faster: it has made the same.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * A commit in WAL mode with synchronous=NORMAL survives the death of the process; the death of the machine may take the last
 * ones, never the file's integrity. Page size and vacuum mode count for a file that is still empty.
 */
function configure(db: DatabaseSync): void {
  db.exec(`
    pragma page_size = 8192;
    pragma auto_vacuum = incremental;
    pragma journal_mode = wal;
    pragma synchronous = normal;
    pragma wal_autocheckpoint = 2000;
    pragma journal_size_limit = 67108864;
    pragma cache_size = -16384;
    pragma temp_store = memory;
    pragma trusted_schema = off;
  `);
}

function explained(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  // The low byte is the primary code.
  const code = ((error as { readonly errcode?: number }).errcode ?? 0) & 0xff;
  if (code === notADatabase) return new StoreError('not-a-database', 'it is no database', { cause: error });
  if (code === corrupt) return new StoreError('not-a-database', 'it is damaged', { cause: error });
  return new StoreError('cannot-open', (error as Error).message, { cause: error });
}
