import { authority, ProxyError, viaName, type Address, type Credentials, type Limits, type TunnelDialogue, type Via } from '@weir/core';
import { destinationOf } from './destination.ts';
import { HttpConnect } from './http-connect.ts';
import { Socks5Client } from './socks5-client.ts';

/** How to ask the proxy of `via` for a tunnel to `to`; an error where it cannot be asked for that. */
export function tunnelDialogue(to: Address, via: Via, limits: Limits): TunnelDialogue | ProxyError {
  if (destinationOf(to.host) === undefined || !(to.port > 0 && to.port <= 65535)) {
    return new ProxyError('destination-unknown', `This is no destination to ask a proxy for: ${authority(to.host, to.port)}.`);
  }
  if (via.scheme !== 'socks5') return new HttpConnect(to, via, limits);
  if (via.credentials === undefined || fitsSocks(via.credentials)) return new Socks5Client(to, via);
  return new ProxyError('upstream-refused', `The credentials for ${viaName(via)} are longer than SOCKS allows: 255 octets each.`);
}

/** RFC 1929, 2. */
function fitsSocks({ user, password }: Credentials): boolean {
  return Buffer.byteLength(user) <= 255 && Buffer.byteLength(password) <= 255;
}
