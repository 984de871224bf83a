import { generateKeyPairSync } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { ProxyError, type LeafRequest } from '@weir/core';
import { AuthorityError, issueLeaf, type Authority } from '@weir/x509';
import type { CertSource } from '../cert-source.ts';
import type { ClientTls } from '../client-tls.ts';
import { ContextCache, type CachedContext } from '../context-cache.ts';
import { leafSubject, subjectKey, type LeafSubject } from '../leaf-subject.ts';
import { openAuthority } from './authority-files.ts';
import { GivenCertificates, type GivenCertificate } from './given-certificates.ts';

export interface LocalCertsOptions {
  /** Where the authority is, or is to be made. */
  readonly directory: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Secure contexts that are kept, the last used ones. Default 1000: about 25 MB. */
  readonly contexts?: number;
  /** Certificates to show instead of made ones. */
  readonly given?: readonly GivenCertificate[];
  /** Default: TLSv1.2 and later. */
  readonly tls?: ClientTls;
}

/** Signs leaves in this process. */
export interface LocalCerts extends CertSource {
  /** The PEM file that clients are to trust. */
  readonly certificateFile: string;
  /** Whether the authority was made by this call. */
  readonly created: boolean;
  /** The authority's end, in milliseconds since the epoch. */
  readonly notAfter: number;
  /** Throws a ProxyError (`ca-unavailable`) once the authority has expired. */
  context(request: LeafRequest): SecureContext;
}

const day = 24 * 60 * 60 * 1000;

/** Opens the authority in a directory, or makes it. What is wrong with it is found here: throws AuthorityError. */
export function openLocalCerts(options: LocalCertsOptions): LocalCerts {
  const { authority, certificateFile, created } = openAuthority(options.directory, options.now());
  const tls: ClientTls = { minVersion: 'TLSv1.2', ...options.tls };
  const given = new GivenCertificates(options.given ?? [], tls);
  const issuer = new Issuer(authority, tls);
  try {
    // OpenSSL has its own mind about weak keys in a chain, and about the options: hear it before the first client does.
    issuer.issue(leafSubject({ names: [] }), options.now());
  } catch (error) {
    throw new AuthorityError(`OpenSSL does not serve with this authority and these TLS options: ${(error as Error).message}`,
      { file: certificateFile, cause: error });
  }
  const cache = new ContextCache(options.contexts ?? 1000);
  return new Local(issuer, cache, given, options.now, { certificateFile, created, notAfter: authority.notAfter });
}

class Local implements LocalCerts {
  readonly certificateFile: string;
  readonly created: boolean;
  readonly notAfter: number;
  readonly #issuer: Issuer;
  readonly #cache: ContextCache;
  readonly #given: GivenCertificates;
  readonly #now: () => number;

  constructor(issuer: Issuer, cache: ContextCache, given: GivenCertificates, now: () => number, facts: Omit<LocalCerts, 'context'>) {
    this.#issuer = issuer;
    this.#cache = cache;
    this.#given = given;
    this.#now = now;
    this.certificateFile = facts.certificateFile;
    this.created = facts.created;
    this.notAfter = facts.notAfter;
  }

  context(request: LeafRequest): SecureContext {
    const given = this.#given.find(request);
    if (given !== undefined) return given;
    const now = this.#now();
    const subject = leafSubject(request);
    const key = subjectKey(subject);
    const cached = this.#cache.get(key, now);
    if (cached !== undefined) return cached;
    const made = this.#issue(subject, now);
    this.#cache.set(key, made);
    return made.context;
  }

  #issue(subject: LeafSubject, now: number): CachedContext {
    try {
      return this.#issuer.issue(subject, now);
    } catch (error) {
      throw new ProxyError('ca-unavailable', `No certificate could be made for ${subject.names[0]!.text}: ${(error as Error).message}.`, { cause: error });
    }
  }
}

/** The authority, and the one key of all leaves of this process. */
class Issuer {
  readonly #authority: Authority;
  readonly #tls: ClientTls;
  readonly #key: string;
  readonly #publicKey: Buffer;

  constructor(authority: Authority, tls: ClientTls) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#authority = authority;
    this.#tls = tls;
    this.#key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    this.#publicKey = publicKey.export({ type: 'spki', format: 'der' });
  }

  issue({ names, organization }: LeafSubject, now: number): CachedContext {
    const leaf = issueLeaf(this.#authority, { names, publicKey: this.#publicKey, now, ...(organization === undefined ? {} : { organization }) });
    const context = createSecureContext({ ...this.#tls, key: this.#key, cert: leaf.chain });
    // A week before its end; a tenth of what is left where the authority itself is about to end.
    return { context, from: now - day, until: leaf.notAfter - Math.min(7 * day, (leaf.notAfter - now) / 10) };
  }
}
