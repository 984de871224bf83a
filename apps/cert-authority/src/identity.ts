import { generateKeyPairSync } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import { encodePem, issueLeaf, type Authority, type SubjectName } from '@weir/x509';

const day = 24 * 3_600_000;
/** Made anew when less is left of its 199 days, */
const renewMs = 30 * day;
/** and where a clock that was ahead has made one of the future. */
const backdatedMs = 2 * day;

/** TLS of the service: its own certificate, and callers' where they have one. Whoever has none, or one that has expired, is let through, and says who it is by a token. */
export class ServiceCredentials extends ServerCredentials {
  readonly #identity: Authority;
  readonly #names: readonly SubjectName[];
  #notBefore: number;
  #notAfter: number;

  /** `names`: by which callers reach the service. */
  constructor(identity: Authority, names: readonly SubjectName[], now: number) {
    const { context, notAfter } = certified(identity, names, now);
    super({ requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.3' }, context);
    this.#identity = identity;
    this.#names = names;
    this.#notBefore = now - backdatedMs;
    this.#notAfter = notAfter;
  }

  /** Makes a new certificate where the present one is about to end; connections that are open stay. */
  renew(now: number): void {
    if (now >= this.#notBefore && now < this.#notAfter - renewMs) return;
    const { context, notAfter } = certified(this.#identity, this.#names, now);
    this.#notBefore = now - backdatedMs;
    this.#notAfter = notAfter;
    this.updateSecureContextOptions(context);
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

function certified(identity: Authority, names: readonly SubjectName[], now: number): { readonly context: SecureContextOptions; readonly notAfter: number } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { chain, notAfter } = issueLeaf(identity, { names, publicKey: publicKey.export({ type: 'spki', format: 'der' }), now });
  const root = encodePem('CERTIFICATE', identity.certificates[0]!.raw);
  return { context: { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: chain, ca: root }, notAfter };
}
