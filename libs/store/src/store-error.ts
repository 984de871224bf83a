export const storeErrorCodes = [
  /** The file cannot be opened or made: a folder, permissions, a missing directory. */
  'cannot-open',
  /** The file is no SQLite database, or its structure is damaged. */
  'not-a-database',
  /** The file is a SQLite database of some other program. */
  'foreign-database',
  /** The file was written by a later version of Weir. */
  'newer-version',
  /** The file's disk has so little room left that no flows are taken: old ones can still be deleted. */
  'disk-full',
  /** A stored record cannot be read any more. */
  'corrupt-record',
  /** A cursor that no page of this store gave. */
  'bad-cursor',
] as const;
export type StoreErrorCode = (typeof storeErrorCodes)[number];

/** What a store refuses, in words for people that go on from its name. Failures while running (a full disk, ...) are the database's own errors. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** The database's own result code, where it had one. */
  readonly errcode: number | undefined;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    const errcode = (options?.cause as { readonly errcode?: unknown } | undefined)?.errcode;
    this.errcode = typeof errcode === 'number' ? errcode : undefined;
  }
}

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html): busy, read-only, I/O error, full. */
const ofTheWholeStore: ReadonlySet<number> = new Set([5, 8, 10, 13]);

/**
 * Whether a failed append says nothing of its batches: the disk is full or broken, another process writes for too long or has brought the file
 * up. No other batch would be taken either, and to try may take as long as the store waits for other processes.
 */
export function hindersEveryAppend(error: unknown): boolean {
  if (error instanceof StoreError && (error.code === 'disk-full' || error.code === 'newer-version')) return true;
  const { errcode } = error as { readonly errcode?: unknown };
  return typeof errcode === 'number' && ofTheWholeStore.has(errcode & 0xff);
}
