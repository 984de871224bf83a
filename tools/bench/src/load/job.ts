/** A port on this machine: the load generator speaks to loopback addresses alone. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** How the origin is reached. */
export type Way =
  /** The server at `endpoint` is spoken to as if it were the origin: a reverse proxy, or the origin itself. */
  | { readonly kind: 'direct'; readonly endpoint: Endpoint }
  /** Requests in absolute-form (RFC 9112, 3.2.2). */
  | { readonly kind: 'proxy'; readonly endpoint: Endpoint }
  /** A tunnel by CONNECT (RFC 9110, 9.3.6), then as if directly. */
  | { readonly kind: 'connect'; readonly endpoint: Endpoint }
  /** Through a tunnel that a SOCKS5 proxy opens (RFC 1928), without authentication. */
  | { readonly kind: 'socks5'; readonly endpoint: Endpoint };

/** One request, sent again and again, and the one answer that is right. */
export interface LoadJob {
  readonly way: Way;
  /** TLS with whoever answers: the reverse proxy, the origin, or who pretends to be it in a tunnel. Certificates are not checked. */
  readonly tls: boolean;
  /** What the request asks for: `host:port` of the origin. */
  readonly authority: string;
  readonly method: string;
  readonly path: string;
  /** Bytes of the request's content; 0: none. */
  readonly sends: number;
  readonly expects: { readonly status: number; readonly bytes: number };
  readonly connections: number;
  /** A connection for each request, which asks the server to close it. */
  readonly connectEach: boolean;
  readonly seconds: number;
  /** Ends it before `seconds` have passed. */
  readonly requests?: number;
  /**
   * Requests a second, sent whether or not earlier ones are answered: latency is counted from when each was due.
   * Absent: as fast as the answers come.
   */
  readonly rate?: number;
}

export interface Latency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface LoadResult {
  /** Right answers. */
  readonly requests: number;
  /** What went wrong, and how often: `status 502`, `length`, `closed`, `reset`, `timeout`, `connect ECONNREFUSED`, ... */
  readonly errors: Readonly<Record<string, number>>;
  /** From the first request to the last answer. */
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly latency: Latency;
  /** Connections that were opened. */
  readonly connections: number;
  /** Bytes of content in right answers. */
  readonly bytes: number;
  /** What the load generator itself took, microseconds a request. */
  readonly ownCpuUs: number;
}

export function errorCount(result: Pick<LoadResult, 'errors'>): number {
  return Object.values(result.errors).reduce((sum, count) => sum + count, 0);
}
