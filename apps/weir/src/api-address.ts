import { ConfigError } from '@weir/service';

/** Reads `HOST:PORT`, `[IPV6]:PORT` or `PORT` (then on 127.0.0.1). Throws ConfigError. */
export function parseApiAddress(value: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(value);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) throw new ConfigError(`--api: expected HOST:PORT such as 127.0.0.1:8081 (got "${value}")`);
  return { host: match[1] ?? match[2] ?? '127.0.0.1', port };
}
