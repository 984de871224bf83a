import type { Mode, Via } from '@weir/core';
import type { UpstreamSpec } from '@weir/mode-spec';
import { leavingBy, type ListenAddress, type ModeSettings, type RoutedConfig } from './configured-mode.ts';
import { explicitRoute } from './regular.ts';

/** An explicit HTTP proxy that goes on to the next one, which resolves the names. */
export const upstream: Mode<RoutedConfig> = {
  name: 'upstream',
  listen: ({ listen }) => [{ via: 'tcp', ...listen }],
  accept: (conn, io, { route }, protocols) => protocols.start(conn, io, route),
};

export function upstreamConfig({ spec, target }: UpstreamSpec, listen: ListenAddress, { egress, upstreamAuth }: ModeSettings): RoutedConfig {
  const { scheme, host, port } = target;
  const via: Via = { scheme, address: { host, port }, ...(upstreamAuth && { credentials: upstreamAuth }) };
  return { spec, listen, route: leavingBy(explicitRoute, egress.of(via)) };
}
