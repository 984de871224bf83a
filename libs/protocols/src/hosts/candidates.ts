import type { Address, Connection, Route } from '@weir/core';
import { clientTls } from '../client-tls.ts';

/** What the client has said of where it goes, so far. */
export interface Said {
  /** The Host header's value, with or without a port. */
  readonly host?: string | undefined;
  /** The SNI of a ClientHello that is not answered yet. */
  readonly sni?: string | undefined;
}

/** A name of DNS has at most 253 characters; with a port and some air. What is longer names nobody. */
const maxNameLength = 300;

/**
 * All that a connection's server is known by, each as `host:port`: what was dialled, what was asked for, Host, SNI. Empty where nobody knows yet
 * where it goes. An IPv6 address stands in it with brackets and without.
 */
export function candidates(conn: Connection, route: Route, said: Said = {}): readonly string[] {
  const to = conn.destination ?? conn.server?.address;
  if (to === undefined) return [];
  const found: string[] = [];
  const { ip } = conn.server ?? {};
  if (ip !== undefined) add(found, ip, to.port);
  add(found, to.host, to.port);
  if (said.host !== undefined && said.host.length <= maxNameLength) found.push(/:\d+$/.test(said.host) ? said.host : `${said.host}:${to.port}`);
  if (said.sni !== undefined) add(found, said.sni, to.port);
  const sni = clientTls(conn, route)?.sni;
  if (sni !== undefined) add(found, sni, to.port);
  return found;
}

/** The names alone, for tcp_hosts: what was asked for, the SNI. */
export function names(conn: Connection, route: Route, sni?: string): readonly string[] {
  const to: Address | undefined = conn.destination ?? conn.server?.address;
  return [to?.host, sni, clientTls(conn, route)?.sni].filter((name) => name !== undefined);
}

function add(found: string[], host: string, port: number): void {
  found.push(`${host}:${port}`);
  if (host.includes(':')) found.push(`[${host}]:${port}`);
}
