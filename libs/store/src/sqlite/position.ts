import { ulidBytes, ulidText } from '@weir/flow';
import { StoreError } from '../store-error.ts';

/** A place in the order of flows: by start, then by id. */
export interface Position {
  readonly startedUs: number;
  readonly id: Uint8Array;
}

/** Before the flows that started at `us`, the oldest first. */
export function startOf(us: number): Position {
  return { startedUs: us, id: new Uint8Array(0) };
}

export function cursorOf({ startedUs, id }: Position): string {
  return `${startedUs.toString(36)}-${ulidText(id)}`;
}

export function positionOf(cursor: string): Position {
  const parts = /^([0-9a-z]{1,11})-([0-9A-Z]{26})$/.exec(cursor);
  const startedUs = parseInt(parts?.[1] ?? '', 36);
  const id = ulidBytes(parts?.[2] ?? '');
  if (id === undefined || !Number.isSafeInteger(startedUs)) throw new StoreError('bad-cursor', 'the cursor is not one that a page of flows gave');
  return { startedUs, id };
}
