import { startHealth, type HealthParts } from './health-listener.ts';
import type { ListenAddress } from './listen-address.ts';
import type { Shutdown } from './shutdown.ts';

/** A service's health listener, or none. */
export interface OpenHealth {
  /** 0: there is none. */
  readonly port: number;
  /** What a service prints of it. */
  readonly lines: readonly object[];
}

/** Listens at `at`, the value of `health_listen`, until `shutdown`. Rejects as startHealth does. */
export async function openHealth(at: ListenAddress | undefined, parts: Omit<HealthParts, keyof ListenAddress>, shutdown: Shutdown): Promise<OpenHealth> {
  if (at === undefined) return { port: 0, lines: [] };
  const health = await startHealth({ ...at, ...parts });
  shutdown.defer('health', () => health.close());
  const { address, port } = health;
  return { port, lines: [{ event: 'health', address, port }] };
}
