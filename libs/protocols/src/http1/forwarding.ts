import { authority, sameAddress, type Connection, type Route } from '@weir/core';
import { parseAuthority } from './authority.ts';
import type { RequestHead } from './head.ts';
import { asksForUpgrade } from './rewrite.ts';
import type { Origin, Target } from './target.ts';

/**
 * `target` by the route's egress. Plain HTTP goes to an HTTP proxy in absolute-form; all else through a tunnel, which the proxy takes no part in:
 *
 * - TLS, and what a CONNECT asks for;
 * - a request to leave HTTP, which is between the two ends of a connection (RFC 9110, 7.8; RFC 6455, 4.1);
 * - a Host that does not name the destination (one kept by a reverse proxy, a transparent client's): the proxy would look at no other authority
 *   than the target's (RFC 9112, 3.2.2), so either the destination or Host were lost;
 * - what follows such a request on its tunnel.
 */
export function throughEgress(target: Target, head: RequestHead, route: Route, conn: Connection): Target {
  const { origin } = target;
  const via = route.egress?.via(origin.address);
  if (via === undefined) return target;
  const tunnelled = { ...target, origin: { ...origin, via } };
  const mayForward = via.scheme !== 'socks5' && !origin.tls && head.form !== 'authority' && !asksForUpgrade(head) && !hasTunnel(conn, origin);
  if (!mayForward) return tunnelled;
  const host = route.rewriteAuthority ?? target.replacesHost ?? target.authority;
  if (host !== undefined && !names(host, origin)) return tunnelled;
  return { ...target, origin: { ...origin, via: { ...via, forward: true } }, sent: absoluteForm(target, head, host) };
}

/** The client's own bytes where they will do. */
function absoluteForm(target: Target, head: RequestHead, host: string | undefined): string {
  if (head.form === 'absolute' && host === target.replacesHost && /^http:/i.test(head.target)) return head.target;
  const { address } = target.origin;
  const named = host ?? authority(address.host, address.port);
  // RFC 9112, 3.2.4: `OPTIONS *` has no path here.
  return `http://${named}${target.path === '*' ? '' : target.path}`;
}

function hasTunnel({ server }: Connection, { address }: Origin): boolean {
  if (server?.via === undefined || server.via.forward === true) return false;
  return (server.state === 'open' || server.state === 'opening') && sameAddress(server.address, address);
}

/** Whether the proxy would find the origin by this authority. */
function names(text: string, { address }: Origin): boolean {
  const named = parseAuthority(text);
  return named !== undefined && (named.port ?? 80) === address.port && named.host.toLowerCase() === address.host.toLowerCase();
}
