/**
 * `damaged`: from `offset` on, `bytes` of a file are no records; what was before is sent. `write-failed` is told once, until
 * `write-recovered`. `refused`: a batch from the spool that the next publisher will never take.
 */
export type SpoolEvent =
  | { readonly type: 'damaged'; readonly path: string; readonly offset: number; readonly bytes: number; readonly why: string }
  | { readonly type: 'write-failed' | 'read-failed' | 'remove-failed'; readonly path: string; readonly error: Error }
  | { readonly type: 'write-recovered'; readonly path: string }
  | { readonly type: 'refused'; readonly id: string; readonly firstSeq: number; readonly lastSeq: number; readonly reason: string };
