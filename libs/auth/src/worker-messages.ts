import type { FileNews } from './users-file.ts';

export interface CheckerData {
  readonly path: string;
}

export interface CheckOrder {
  readonly id: number;
  readonly user: string;
  readonly password: string;
}

export type CheckReport = FileNews | { readonly event: 'checked'; readonly id: number; readonly ok: boolean };
