import { statSync } from 'node:fs';

/** What the SQLite store at `path` takes on disk: the database and, beside it, its write-ahead log. Undefined: there is none. */
export function storeBytes(path: string): number | undefined {
  const database = fileBytes(path);
  return database === undefined ? undefined : database + (fileBytes(`${path}-wal`) ?? 0);
}

function fileBytes(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}
