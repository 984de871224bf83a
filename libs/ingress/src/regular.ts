import type { Mode, Route } from '@weir/core';
import type { PlainSpec } from '@weir/mode-spec';
import { leavingBy, type ListenAddress, type ModeSettings, type RoutedConfig } from './configured-mode.ts';

/** HTTP whose requests name their origin, or ask for a tunnel to it; a secure web proxy where the client begins with TLS. */
export const explicitRoute: Route = { stack: 'http', form: 'absolute', auth: 'proxy', serverTls: 'mirror' };

/** An explicit HTTP proxy: each client says where it wants to go. */
export const regular: Mode<RoutedConfig> = {
  name: 'regular',
  listen: ({ listen }) => [{ via: 'tcp', ...listen }],
  accept: (conn, io, { route }, protocols) => protocols.start(conn, io, route),
};

export function regularConfig({ spec }: PlainSpec, listen: ListenAddress, { egress }: ModeSettings): RoutedConfig {
  return { spec, listen, route: leavingBy(explicitRoute, egress.of()) };
}
