import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { status } from '@grpc/grpc-js';
import type { wire } from '@weir/ca-api';
import { certificateFacts, encodePem, type SubjectName } from '@weir/x509';
import type { CachedContext } from '../context-cache.ts';
import { CallFailure } from './call-failure.ts';

/** A context that is given out until its certificate has ended, and renewed before. */
export interface LeafContext extends CachedContext {
  /** Milliseconds since the epoch: from then on it is made anew, and given out until that has been done. */
  readonly renewAt: number;
  /** Names that it was to have and has not: the service signs none of them for this caller. Undefined: none. */
  readonly lacks: ReadonlySet<string> | undefined;
}

const day = 24 * 60 * 60 * 1000;
/** Each of a thousand contexts holds its chain, and each handshake sends it. */
const maxIntermediates = 10;
const maxChainOctets = 64 * 1024;

/** The one key of all leaves of this process: its public half is signed elsewhere, the other one stays in memory. */
export class LeafKey {
  readonly #key: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    this.publicKey = publicKey.export({ type: 'spki', format: 'der' });
  }

  /** With a chain in PEM that ends at `notAfter`. Throws where OpenSSL does not take it. */
  context(chain: string, notAfter: number, now: number, lacks?: ReadonlySet<string>): LeafContext {
    const context: SecureContext = createSecureContext({ minVersion: 'TLSv1.2', key: this.#key, cert: chain });
    // A week before its end; a tenth of what is left where that is not much.
    return { context, from: now - day, until: notAfter, renewAt: notAfter - Math.min(7 * day, (notAfter - now) / 10), lacks };
  }

  /**
   * What the service has signed, looked at before it is shown to anybody. `names`: those that it was to have, of which `required` must be there.
   * Throws CallFailure where it is not what was asked for.
   */
  accept({ certificate, intermediates }: wire.IssuedCertificate, names: readonly SubjectName[], required: string, now: number): LeafContext {
    checkChain(certificate, intermediates);
    const facts = certificateFacts(certificate);
    if (facts === undefined) throw unusable('it answers with something that is no certificate');
    if (!new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }).equals(this.publicKey)) throw unusable('it answers with a certificate of another key');
    if (Number.isNaN(facts.notAfter)) throw unusable('it answers with a certificate whose end cannot be read');
    if (facts.notAfter <= now) throw unusable('it answers with a certificate that has expired: are the clocks right?');
    const has = new Set(facts.names);
    const lacks = new Set(names.map(({ text }) => text).filter((text) => !has.has(text)));
    if (lacks.has(required)) throw unusable(`it answers with a certificate without ${required}`);
    try {
      const chain = [certificate, ...intermediates].map((der) => encodePem('CERTIFICATE', der)).join('');
      return this.context(chain, facts.notAfter, now, lacks.size === 0 ? undefined : lacks);
    } catch (error) {
      throw unusable(`OpenSSL does not take the chain that it answers with (${(error as Error).message})`);
    }
  }
}

/** Throws CallFailure for more than a server would send. */
export function checkChain(certificate: Buffer, intermediates: readonly Buffer[]): void {
  if (intermediates.length > maxIntermediates) throw unusable(`it answers with a chain of ${intermediates.length} intermediates: at most ${maxIntermediates} are taken`);
  const octets = intermediates.reduce((sum, { length }) => sum + length, certificate.length);
  if (octets > maxChainOctets) throw unusable(`it answers with a chain of ${octets} octets: at most ${maxChainOctets} are taken`);
}

function unusable(why: string): CallFailure {
  return new CallFailure(status.DATA_LOSS, why);
}
