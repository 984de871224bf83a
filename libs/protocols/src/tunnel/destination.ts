import { ipBytes } from '@weir/core';

/** A name as another machine may be asked for it: what can stand in an authority (RFC 3986, 3.2.2), so nothing that ends a line or a field. */
const name = /^[A-Za-z0-9._~!$&'()*+,;=-]{1,255}$/;

/**
 * What a proxy is asked for: the bytes of an IP literal, or a name that is left to it; undefined where `host` is neither. A zone (`fe80::1%eth0`)
 * means nothing on another machine (RFC 4007, 6).
 */
export function destinationOf(host: string): Uint8Array | string | undefined {
  return ipBytes(host) ?? (name.test(host) ? host : undefined);
}
