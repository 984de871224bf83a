import type { Address, Route, Via } from '@weir/core';

/**
 * The way by which `to` can be opened before the client has said anything; undefined: directly. `wait`: an HTTP proxy is given plain requests as
 * they are and tunnels for all else, so the client's first bytes decide. `tls`: the client speaks it, which is known already.
 */
export function wayAhead(route: Route, to: Address, tls: boolean): Via | undefined | 'wait' {
  const via = route.egress?.via(to);
  if (via === undefined || via.scheme === 'socks5') return via;
  if (route.stack === 'tcp' || route.serverTls === 'always' || (route.serverTls === 'mirror' && tls)) return via;
  // What http1/forwarding.ts does with each request on such a route but one to leave HTTP.
  const forwards = route.stack === 'http' && route.serverTls === 'never' && route.rewriteAuthority !== undefined;
  return forwards ? { ...via, forward: true } : 'wait';
}
