import type { Address } from './address.ts';
import type { ProxyError } from './error.ts';
import type { Side } from './side.ts';
import type { Via } from './via.ts';

/** What OpenSSL agreed on, and whom it saw. Written by the runtime when a side has become secure. */
export interface TlsFacts {
  readonly version: string;
  readonly cipher: string;
  readonly alpn?: string;
  readonly sni?: string;
  /** The peer's certificate: the server's, or the client's where one was asked for. */
  readonly certificate?: PeerCertificate;
}

export interface PeerCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly notAfter: string;
  /** Subject alternative names: DNS names and IP literals, in their order. */
  readonly names: readonly string[];
  readonly commonName?: string;
  readonly organization?: string;
}

export type LegState = 'opening' | 'open' | 'ended' | 'failed';

/** One side of a connection. `ended` means that the peer will send no more; it may still read. */
export interface Leg {
  /** The client's address, or the server's as it was asked for. */
  readonly address: Address;
  /** The address that was dialled, once it is known; never where a proxy was asked to. */
  ip?: string;
  /** Of a server that was dialled: our end of its socket, once it is open. */
  bound?: Address;
  /** The proxy that it is reached through. */
  via?: Via;
  /** The connection has served before, for this destination or another: its peer may close it at any time. */
  reused?: true;
  /** It has served another client, and waited for this one. */
  parked?: true;
  state: LegState;
  error?: ProxyError;
  tls?: TlsFacts;
}

/** Which stream of a connection that carries many (RFC 9000, 2.1). */
export interface StreamFacts {
  readonly id: number;
  /** The peer that opened it. */
  readonly initiator: Side;
  readonly unidirectional: boolean;
}

/** One client connection and, once opened, its present server side. Plain data, shared by the runtime and the handlers. */
export interface Connection {
  /** Unique in this process. */
  readonly id: string;
  /** The mode's SPEC as it was given. A label for flows: nothing decides by it. */
  readonly mode: string;
  readonly transport: 'tcp' | 'udp';
  /** The listener's own address, as this client reached it. */
  readonly local: Address;
  readonly client: Leg;
  server?: Leg;
  /** Where the client wants to go, when a mode or a handler knows it. */
  destination?: Address;
  /** Where the configuration sends it, whoever the client is: rules about what clients may reach are not for it. */
  configured?: Address;
  /** Set where this is one stream of a connection: the legs are the stream's own then, all else is the connection's. */
  readonly stream?: StreamFacts;
}
