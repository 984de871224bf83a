import type { FileContent, FileNews } from './users-file.ts';

export interface CheckerData {
  readonly path: string;
  /** What the file held when it was found good. */
  readonly content: FileContent;
}

export interface CheckOrder {
  readonly id: number;
  readonly user: string;
  readonly password: string;
}

export type CheckReport = FileNews | { readonly event: 'checked'; readonly id: number; readonly ok: boolean };
