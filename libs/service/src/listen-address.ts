export interface ListenAddress {
  /** Empty: all interfaces. */
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
}

/** `[HOST:]PORT`, as options have it: `9464`, `:9464`, `127.0.0.1:9464`, `[::1]:9464`. Throws an Error that says what was expected. */
export function parseListenAddress(given: string): ListenAddress {
  const match = /^(?:(?:\[([\da-f:.]+)\]|([^\s:[\]/]*)):)?(\d{1,5})$/i.exec(given);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) throw new Error('expected [HOST:]PORT, such as :9464 or 127.0.0.1:9464');
  return { host: match[1] ?? match[2] ?? '', port };
}
