import { ProxyError } from '@weir/core';
import { createProxy, type ModeEntry } from '@weir/runtime';
import { listen } from './listen.ts';

/**
 * The ports that `modes` listen on, those that the system picks too. They are opened alone and closed again: processes that share a port
 * (SO_REUSEPORT) would not notice that another program shares it with them. Throws RuntimeFailure where one is in use.
 */
export async function reservePorts(modes: readonly ModeEntry[]): Promise<readonly number[]> {
  const passing = new ProxyError('shutdown', 'This port is not served yet.');
  const protocols = { start: () => { throw passing; } };
  const proxy = createProxy({ modes, protocols, log: { event: () => undefined }, admit: () => passing });
  try {
    return (await listen(proxy)).map(({ port }) => port);
  } finally {
    await proxy.close();
  }
}

/** The same modes on these ports, one each. */
export function onPorts(modes: readonly ModeEntry[], ports: readonly number[]): readonly ModeEntry[] {
  return modes.map(({ mode, config }, index) => ({ mode, config: { ...config, listen: { ...config.listen, port: ports[index]! } } }));
}
