import type { SecureContext } from 'node:tls';
import type { LeafRequest } from '@weir/core';

/** Where the runtime gets the certificate that a client is to see. */
export interface CertSource {
  /** At once where it is cached, else later. Rejects with a ProxyError (`ca-unavailable`). One issuance per name at a time. */
  context(request: LeafRequest): SecureContext | Promise<SecureContext>;
}
