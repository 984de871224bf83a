import type { SecureContext } from 'node:tls';
import type { LeafRequest } from '@weir/core';

/** Where the runtime gets the certificate that a client is to see. The runtime's `LeafCertificates` has the same shape. */
export interface CertSource {
  /** At once where it is cached or can be made here, else later. Throws or rejects with a ProxyError (`ca-unavailable`). */
  context(request: LeafRequest): SecureContext | Promise<SecureContext>;
}
