import type { Limits, ProxyError, Side } from '@weir/core';

/** Why a side is not read. It is read when there is no reason left. */
export const HELD = 1;
export const FULL = 2;
export const SECURING = 4;
/** Too much waits for this very side: what answers its own input (error pages, window updates) must not pile up. */
export const OVERFULL = 8;
/** Bytes wait here and are delivered on the next tick. */
export const QUEUED = 16;
/** The connection is over: what the peer still says is dropped. */
export const LEAVING = 32;

/** From where on a side is slow, without and with TLS. */
export type HighWater = Pick<Limits, 'highWater' | 'tlsHighWater'>;

/** What a leg tells its connection. */
export interface LegOwner {
  received(side: Side, bytes: Uint8Array): void;
  ended(side: Side): void;
  broken(side: Side, error: ProxyError): void;
  /** More than the high-water mark waits for this side; `drained` follows when all of it has gone, or the side has. */
  full(side: Side): void;
  /** Four times as much waits: pausing the other side was not enough. */
  overfull(side: Side): void;
  drained(side: Side): void;
  /** The socket is closed both ways. */
  gone(side: Side): void;
}
