import type { Mode, Route } from '@weir/core';
import type { PlainSpec } from '@weir/mode-spec';
import { leavingBy, type ListenAddress, type ModeSettings, type RoutedConfig } from './configured-mode.ts';

/** The handshake says where each connection goes; what is inside is detected, and its credentials are the origin's. */
const socksRoute: Route = { stack: 'socks5', form: 'origin', auth: 'proxy', serverTls: 'mirror' };

/** A SOCKS5 server (RFC 1928): for clients of any protocol over TCP. */
export const socks5: Mode<RoutedConfig> = {
  name: 'socks5',
  listen: ({ listen }) => [{ via: 'tcp', ...listen }],
  accept: (conn, io, { route }, protocols) => protocols.start(conn, io, route),
};

export function socks5Config({ spec }: PlainSpec, listen: ListenAddress, { egress }: ModeSettings): RoutedConfig {
  return { spec, listen, route: leavingBy(socksRoute, egress.of()) };
}
