/** A host (name or IP literal, IPv6 without brackets) and a port, 0..65535. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export function sameAddress(a: Address | undefined, b: Address | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.port === b.port && a.host === b.host);
}

/** `host:port` as an authority writes it: an IPv6 literal stands in brackets (RFC 3986, 3.2.2). */
export function authority(host: string, port?: number): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? name : `${name}:${port}`;
}
