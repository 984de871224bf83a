import type { Mode, ModeConfig, Route } from '@weir/core';
import type { PlainSpec } from '@weir/mode-spec';
import type { ListenAddress } from './configured-mode.ts';

/** HTTP whose requests name their origin, or ask for a tunnel to it; a secure web proxy where the client begins with TLS. */
const route: Route = { stack: 'http', form: 'absolute', auth: 'proxy', serverTls: 'mirror' };

/** An explicit HTTP proxy: each client says where it wants to go. */
export const regular: Mode<ModeConfig> = {
  name: 'regular',
  listen: ({ listen }) => [{ via: 'tcp', ...listen }],
  accept: (conn, io, _config, protocols) => protocols.start(conn, io, route),
};

export function regularConfig({ spec }: PlainSpec, listen: ListenAddress): ModeConfig {
  return { spec, listen };
}
