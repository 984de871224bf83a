import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import type { LeafRequest } from '@weir/core';

/** Where the certificate that a client is to see comes from. `@weir/certs`'s CertSource has this shape. */
export interface LeafCertificates {
  /** At once where it is cached, else later. Rejects with a ProxyError (`ca-unavailable`). */
  context(request: LeafRequest): SecureContext | Promise<SecureContext>;
}

export interface ServerSideTls {
  /** What was read from the socket already, from the ClientHello's first byte on. */
  readonly head: readonly Uint8Array[];
  readonly context: SecureContext;
  readonly alpn: readonly string[];
  readonly highWater: number;
}

/**
 * TLS towards a client. `raw` is paused, without a data listener, and stays so: OpenSSL takes over its handle in this call and reads
 * what was unshifted on the next tick. Resuming `raw` in between would lose those bytes, so unshift and wrap stay in one function.
 */
export function acceptTls(raw: Socket, tls: ServerSideTls): TLSSocket {
  putBack(raw, tls.head);
  return new TLSSocket(raw, {
    isServer: true,
    secureContext: tls.context,
    ...(tls.alpn.length > 0 ? { ALPNProtocols: [...tls.alpn] } : {}),
    // Read by net.Socket, though not in the types of TLSSocketOptions.
    ...{ highWaterMark: tls.highWater },
  });
}

/** Puts bytes back before all that the socket still has. Its reader is the TLSSocket that is made in the same tick. */
export function putBack(raw: Socket, head: readonly Uint8Array[]): void {
  for (let i = head.length - 1; i >= 0; i--) {
    const bytes = head[i];
    if (bytes !== undefined && bytes.length > 0) raw.unshift(bytes);
  }
}
