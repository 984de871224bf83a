import type { Connection, Handler, Io, Limits, LocalAnswers, Protocols, Recorder, Route, Verify } from '@weir/core';

/** What users may change about HTTP/1, and what its assembler gives it. */
export interface HttpOptions {
  /** Bytes of content in either direction (body_size_limit); absent: no limit. */
  readonly bodySizeLimit?: number;
  /** Alt-Svc stays as the server wrote it (keep_alt_svc_header). */
  readonly keepAltSvc: boolean;
  /** Whether an upstream TLS server's chain and name are checked. */
  readonly verify: Verify;
  /** A protocol that is not WebSocket may be upgraded to; it is relayed as it is. */
  readonly rawtcp: boolean;
  /** `eager`: a CONNECT is answered when its destination is reached; `lazy`: at once. */
  readonly connectionStrategy: 'eager' | 'lazy';
  /** Take server legs that were parked, and park them (docs/adr/0009-parked-legs.md). */
  readonly keepServers: boolean;
  /** Ask again on a new connection when a kept one turns out to be closed (RFC 9110, 9.2.2). */
  readonly retry: boolean;
  /** A client must say who it is before a request of its is served (proxyauth). */
  readonly authenticate: boolean;
  /** Makes the handler that follows a 101: both sides are open, and HTTP is over. */
  readonly upgraded: (parts: Http1Parts) => Handler;
}

/** All of the options that are not the assembler's. */
export const defaultHttpOptions = {
  keepAltSvc: false,
  verify: 'full',
  rawtcp: true,
  connectionStrategy: 'eager',
  keepServers: false,
  retry: true,
  authenticate: false,
} as const satisfies Partial<HttpOptions>;

/** What an `Http1Handler` is made from. */
export interface Http1Parts {
  readonly conn: Connection;
  readonly io: Io;
  readonly route: Route;
  /** Begins anew what is inside a CONNECT's tunnel. */
  readonly protocols: Protocols;
  readonly recorder: Recorder;
  readonly limits: Limits;
  readonly options: HttpOptions;
  /** What is answered here; absent: nothing is. */
  readonly local?: LocalAnswers;
}
