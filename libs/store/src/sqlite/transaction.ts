import type { DatabaseSync } from 'node:sqlite';

/** All of `work` or none of it. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('begin immediate');
  try {
    const result = work();
    db.exec('commit');
    return result;
  } catch (error) {
    // A full disk, among others, has rolled back already (https://www.sqlite.org/lang_transaction.html).
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
}
