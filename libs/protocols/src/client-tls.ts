import type { Connection, Route, TlsFacts } from '@weir/core';

/** The TLS that a client speaks with its server, as far as it knows: not that with this proxy, inside which a tunnel to the server runs. */
export function clientTls(conn: Connection, route: Route): TlsFacts | undefined {
  const { tls } = conn.client;
  return tls === route.outerTls ? undefined : tls;
}
