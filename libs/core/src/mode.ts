import type { Address } from './address.ts';
import type { Connection, TlsFacts } from './connection.ts';
import type { ProxyError } from './error.ts';
import type { Handler, Io } from './handler.ts';
import type { TunnelDialogue } from './tunnel.ts';
import type { Credentials, Egress, Via } from './via.ts';

/** What a mode decides. Shared code reads the route and never asks which mode it is in. */
export interface Route {
  /**
   * What may pass: `detect` looks at the bytes; the others fix the stack (below TLS, which is always looked for on the client's side).
   * `socks5` begins with its handshake, in the clear; what is inside is detected.
   */
  readonly stack: 'detect' | 'http' | 'tcp' | 'udp' | 'dns' | 'quic' | 'socks5';
  /** `absolute`: requests name their origin (an explicit proxy's client). `origin`: the destination is `conn.destination`. */
  readonly form: 'absolute' | 'origin';
  /** Replaces Host and :authority; absent: they stay. */
  readonly rewriteAuthority?: string;
  /**
   * Where clients must say who they are, they are asked as by a proxy (407, or within a handshake) or as by an origin (401); `none`: not here, they were
   * asked before.
   */
  readonly auth: 'proxy' | 'origin' | 'none';
  /** Put into each request as Authorization, in place of the client's own. Never logged, never part of a flow. */
  readonly credentials?: Credentials;
  /** `mirror`: TLS towards the server where the client speaks it (or the request's scheme says so). */
  readonly serverTls: 'mirror' | 'always' | 'never';
  /** The name to ask a TLS server for; absent: the client's SNI, else the destination's host. */
  readonly serverName?: string;
  /** The client's TLS with this proxy itself, where this is a tunnel inside it: it says nothing of what the tunnel carries. */
  readonly outerTls?: TlsFacts;
  /** Which way connections leave by; absent: each directly. */
  readonly egress?: Egress;
}

export interface Protocols {
  /** The handler that a connection, or what is inside a tunnel, begins with. Bytes that the caller has read already it gives to `become`. */
  start(conn: Connection, io: Io, route: Route): Handler;
  /** What to say to the proxy of `via`, once it is connected to, for a tunnel to `to`; an error where it cannot be asked for that. Absent: none is known. */
  readonly tunnel?: (to: Address, via: Via) => TunnelDialogue | ProxyError;
}

/** What to listen on; `via` picks the acceptor. An empty host means all interfaces, IPv4 and IPv6. */
export type ListenSpec =
  | { readonly via: 'tcp' | 'udp'; readonly host: string; readonly port: number; readonly originalDestination?: boolean }
  | { readonly via: 'quic'; readonly host: string; readonly port: number }
  | { readonly via: 'wireguard'; readonly host: string; readonly port: number; readonly config?: string }
  | { readonly via: 'tun'; readonly name?: string };

/** A way for traffic to enter: what it listens on, and where a connection wants to go. One file a mode. */
export interface Mode<C> {
  readonly name: string;
  listen(config: C): readonly ListenSpec[];
  accept(conn: Connection, io: Io, config: C, protocols: Protocols): Handler;
}

/** What each mode's configuration has: the SPEC as given and where to listen. */
export interface ModeConfig {
  readonly spec: string;
  readonly listen: Address;
}
