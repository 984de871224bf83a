import type { Connection, Route, TlsParams } from '@weir/core';
import { clientTls } from '../client-tls.ts';
import { isIpLiteral } from '../ip-literal.ts';
import type { ProtocolOptions } from '../options.ts';

/** Whether the server is to be spoken to in TLS, for what a client says that is not a request with a scheme of its own. */
export function wantsServerTls(conn: Connection, route: Route): boolean {
  return route.serverTls === 'always' || (route.serverTls === 'mirror' && clientTls(conn, route) !== undefined);
}

/** The name to ask a TLS server for: the route's, the client's, the destination's; none for IP literals (RFC 6066, 3). */
export function upstreamName(conn: Connection, route: Route, sni = clientTls(conn, route)?.sni): string | undefined {
  const name = route.serverName ?? sni ?? conn.server?.address.host ?? conn.destination?.host;
  return name === undefined || isIpLiteral(name) ? undefined : name;
}

/** Parameters for `io.secure(SERVER)`; `alpn` is what is offered, `sni` what the client asked for where its handshake is not over yet. */
export function serverTlsParams(conn: Connection, route: Route, options: ProtocolOptions, alpn: readonly string[], sni?: string): TlsParams {
  const name = upstreamName(conn, route, sni);
  const params = { protocol: 'tls', alpn, verify: options.verifyUpstream } as const;
  return name === undefined ? params : { ...params, sni: name };
}
