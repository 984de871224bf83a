import type { SecureContext } from 'node:tls';
import type { LeafRequest, Limits } from '@weir/core';
import type { Clock } from './clock.ts';
import type { ConnectionEvents } from './connection-events.ts';
import type { ConnectionIo } from './connection-io.ts';
import type { Dialer } from './dialer.ts';
import type { Linger } from './linger.ts';
import type { ParkedLegs } from './parked-legs.ts';
import type { Questions } from './questions.ts';
import type { TlsClient } from './tls-client.ts';

/** What all connections of a proxy share. */
export interface Engine {
  readonly limits: Limits;
  readonly linger: Linger;
  readonly clock: Clock;
  readonly dialer: Dialer;
  readonly tls: TlsClient;
  readonly questions: Questions;
  readonly events: ConnectionEvents;
  readonly parked: ParkedLegs;
  /** The certificate for a client. Throws or rejects with a ProxyError. */
  leaf(request: LeafRequest | undefined): SecureContext | Promise<SecureContext>;
  /** Both sockets of the connection are closed, and its handler has had its last call. */
  gone(io: ConnectionIo): void;
}
