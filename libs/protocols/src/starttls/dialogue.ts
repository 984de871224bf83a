import type { Side } from '@weir/core';

/**
 * What bytes mean to one protocol: `more` follows, TLS can come no more (`over`, also: this is another protocol), or there is a turn. After `over`,
 * and after a turn to `granted`, a dialogue is not to be used again.
 */
export type Heard = 'more' | 'over' | Turn;

/** TLS was asked for, or granted, by the bytes before `at` of those that were just heard: those behind it are not the dialogue's any more. */
export interface Turn {
  readonly turn: 'asked' | 'granted';
  readonly at: number;
}

/** Follows what both sides say in one protocol, up to where TLS begins. Pure; bounded in what it keeps; the same however the bytes are cut. */
export interface Dialogue {
  /** Of the client nothing is heard between `asked` and the server's answer. */
  hear(side: Side, bytes: Uint8Array): Heard;
}
