import type { Session } from '@weir/core';
import type { Line } from './line.ts';
import type { Parked } from './sides.ts';

export interface FakeIoOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The sides as they are at first; absent: a client, and a server where `conn` has one that is open. */
  readonly lines?: [Line, Line];
  readonly onSession?: (session: Session) => void;
  /** Legs that wait for this connection, the first first. */
  readonly parked?: readonly Parked[];
}
