import type { ProxyError } from '@weir/core';

/** What waits for one side's handler calls: a chunk, the orderly end, or a reset that is told again to a successor. */
export type Input = Uint8Array | 'end' | ProxyError;

/** One side as a runtime would know it. */
export interface Line {
  readonly inputs: Input[];
  /** Orders still reach the peer, or would if it listened. */
  there: boolean;
  /** By the handler's order. */
  held: boolean;
  /** The other peer does not read: the runtime leaves this one's bytes in its socket. */
  paused: boolean;
  securing: boolean;
  /** The peer has sent its end: nothing can follow. */
  finished: boolean;
  /** Nothing more comes: its end or its reset was delivered, or it was told to stop. */
  ended: boolean;
  /** A handler was told of the orderly end. */
  endTold: boolean;
  /** We ended our direction. */
  closing: boolean;
  /** What is sent goes nowhere: our direction was reset, or the peer wants no more of it. Streams only, other sides are then not there. */
  deaf: boolean;
  /** A leg that was parked, and was sent nothing since: whatever it says is nobody's answer. */
  untried: boolean;
  reset?: ProxyError;
}

export function line(there: boolean): Line {
  return { inputs: [], there, held: false, paused: false, securing: false, finished: false, ended: false, endTold: false, closing: false, deaf: false, untried: false };
}

/** A side of a unidirectional stream: one that only sends, or one that is only sent to. */
export function oneWay(way: 'from' | 'to'): Line {
  return way === 'from' ? { ...line(true), deaf: true } : { ...line(true), finished: true, ended: true };
}

/** Nothing more can come from this side, and nothing can go to it. */
export function isOver(at: Line): boolean {
  return !at.there || (at.ended && (at.closing || at.deaf));
}
