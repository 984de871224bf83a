import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
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
    db = new DatabaseSync(file, { timeout: 5000 });
    inspect(db, path);
    configure(db);
    migrate(db);
    return new SqliteStore(db, options);
  } catch (error) {
    db?.close();
    throw explained(error, path);
  }
}

/** SQLite gives its journal files the mode of the database (https://www.sqlite.org/wal.html), so that comes first. */
function keepPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  for (const each of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(each)) chmodSync(each, 0o600);
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
    pragma wal_autocheckpoint = 4096;
    pragma journal_size_limit = 67108864;
    pragma cache_size = -65536;
    pragma temp_store = memory;
    pragma trusted_schema = off;
  `);
}

function explained(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = (error as { readonly errcode?: number }).errcode ?? 0;
  if (code === notADatabase) return new StoreError('not-a-database', `${path} is no database`, { cause: error });
  if ((code & 0xff) === corrupt) return new StoreError('not-a-database', `${path} is damaged: move it away to begin a new one`, { cause: error });
  return new StoreError('cannot-open', `${path} cannot be opened: ${(error as Error).message}`, { cause: error });
}
