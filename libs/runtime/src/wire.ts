import type { Socket } from 'node:net';
import type { ProxyError } from '@weir/core';

/** A connection to a server, or a tunnel to it. */
export interface Wire {
  /** What is read and written: the TCP socket, or TLS to a proxy over it. */
  readonly socket: Socket;
  readonly tcp: Socket;
  /** What was read from `socket` already, which is paused then. */
  readonly rest?: Uint8Array;
}

export type Dialled = (error: ProxyError | undefined, wire: Wire | undefined) => void;

/** How opening a TCP connection went. */
export type Connected = (error: ProxyError | undefined, socket: Socket | undefined) => void;
