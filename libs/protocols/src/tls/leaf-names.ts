import type { Connection } from '@weir/core';

/** Names that a client's certificate must hold besides the upstream's: what it asked for (or the address that it reached), where it goes. */
export function leafNames(conn: Connection, sni: string | undefined): readonly string[] {
  const names = [sni ?? conn.local.host];
  const destination = conn.destination?.host;
  if (destination !== undefined && !names.includes(destination)) names.push(destination);
  return names;
}
