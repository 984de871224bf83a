import type { DatabaseSync } from 'node:sqlite';

/**
 * All of `work` or none of it. It begins as a writer, so that nothing it reads is changed by another process meanwhile; where one writes
 * for longer than the busy timeout this fails with SQLITE_BUSY, and nothing was begun.
 */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  // What an I/O error kept from being rolled back would refuse every transaction from now on.
  if (db.isTransaction) db.exec('rollback');
  db.exec('begin immediate');
  return ended(db, work);
}

/** What `work` reads is of one moment, whatever other processes write meanwhile. */
export function inSnapshot<T>(db: DatabaseSync, work: () => T): T {
  if (db.isTransaction) return work();
  db.exec('begin');
  return ended(db, work);
}

function ended<T>(db: DatabaseSync, work: () => T): T {
  try {
    const result = work();
    db.exec('commit');
    return result;
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

/** A full disk, among others, has rolled back already (https://www.sqlite.org/lang_transaction.html). The failure that led here is the one to tell. */
function rollBack(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec('rollback');
  } catch {
    // The next transaction tries again.
  }
}
