import { createHash } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type { wire } from '@weir/ca-api';
import { askedNames, grantedSubject } from '@weir/certs';
import {
  AuthorityError, checkPublicKey, issueClientCertificate, issueIntermediate, issueLeaf, nameSubtree, readSigningRequest, type Authority, type Issued, type SubjectName,
} from '@weir/x509';
import type { IssuanceKind, IssuanceLog } from './issuance-log.ts';
import { certifiedName } from './certified-name.ts';
import type { Caller, Policy } from './policy.ts';
import { denied, inItsState, invalid, Refusal } from './refusal.ts';

export interface IssuingParts {
  /** What signs leaves and intermediates, now. */
  readonly authority: () => Authority;
  /** What signs callers' own certificates. */
  readonly identity: Authority;
  readonly policy: () => Policy;
  readonly log: Pick<IssuanceLog, 'append'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of a log that cannot be written; undefined: it can. */
  readonly onTrouble: (error: Error | undefined) => void;
}

const mostKnownKeys = 1_000;
const clientLifetime = 24 * 3_600_000;

/** Signs what the policy grants, and hands it out once that is in the log. */
export class Issuing {
  readonly issued: Record<IssuanceKind, number> = { leaf: 0, intermediate: 0, client: 0 };
  readonly #parts: IssuingParts;
  /** Public keys that were found to be right: a proxy sends the same with each request, and a look takes 50 us. */
  readonly #knownKeys = new Set<string>();

  constructor(parts: IssuingParts) {
    this.#parts = parts;
  }

  /** Rejects with Refusal. */
  async leaf(caller: Caller, { publicKey, names, like }: wire.IssueLeafRequest): Promise<wire.IssuedCertificate> {
    this.#checkKey(publicKey);
    const wanted = checked('names', () => askedNames(names));
    const [first] = wanted;
    const permits = (name: SubjectName): boolean => this.#parts.policy().permits(caller, name);
    if (caller.names.texts.length === 0) throw denied(`${caller.name} may not have certificates: the policy has no names for it`);
    if (first !== undefined && !permits(first)) throw denied(`${caller.name} may not have a certificate for ${first.text}`);
    const subject = grantedSubject(wanted, like, permits);
    const authority = this.#parts.authority();
    const issued = inItsState(() => issueLeaf(authority, { names: subject.names, publicKey, now: this.#parts.now(), ...(subject.organization !== undefined && { organization: subject.organization }) }));
    await this.#logged('leaf', caller, issued, authority, subject.names.map(({ text }) => text));
    return { certificate: issued.der, intermediates: [...authority.chain], notAfter: issued.notAfter };
  }

  /** Rejects with Refusal. */
  async intermediate(caller: Caller, { csr, lifetime }: wire.IssueIntermediateRequest): Promise<wire.IssuedIntermediate> {
    if (caller.delegateMs === 0) throw denied(`${caller.name} may not sign by itself: the policy has no delegate for it`);
    if (!Number.isSafeInteger(lifetime) || lifetime < 0) throw invalid(`lifetime: ${lifetime} is no number of seconds`);
    const { publicKey } = checked('csr', () => readSigningRequest(csr));
    const { permitted, excluded } = this.#parts.policy().constraints(caller);
    const authority = this.#parts.authority();
    const subtrees = (texts: readonly string[]) => texts.map((text) => nameSubtree(text)!);
    const issued = inItsState(() => issueIntermediate(authority, {
      commonName: `Weir ${caller.name}`,
      publicKey,
      now: this.#parts.now(),
      lifetimeMs: lifetime === 0 ? caller.delegateMs : Math.min(lifetime * 1_000, caller.delegateMs),
      permitted: subtrees(permitted),
      excluded: subtrees(excluded),
    }));
    await this.#logged('intermediate', caller, issued, authority, [...(permitted.length === 0 ? ['*'] : permitted), ...excluded.map((name) => `-${name}`)]);
    return { certificate: issued.der, intermediates: [...authority.chain], notAfter: issued.notAfter, permitted: [...permitted], excluded: [...excluded] };
  }

  /** A client certificate that says who the caller is, as long as its token is that of the policy. Rejects with Refusal. */
  async client(caller: Caller, { csr }: wire.EnrollRequest): Promise<wire.Enrolled> {
    if (caller.token === undefined) throw denied(`${caller.name} needs no certificate: a service account's token goes with each call`);
    const { publicKey } = checked('csr', () => readSigningRequest(csr));
    const { identity, now } = this.#parts;
    const issued = inItsState(() => issueClientCertificate(identity, { commonName: certifiedName(caller), publicKey, now: now(), lifetimeMs: clientLifetime }));
    await this.#logged('client', caller, issued, identity, [caller.name]);
    return { certificate: issued.der, notAfter: issued.notAfter, caller: caller.name };
  }

  #checkKey(publicKey: Buffer): void {
    const key = publicKey.toString('base64');
    if (this.#knownKeys.has(key)) return;
    checked('public_key', () => checkPublicKey(publicKey));
    if (this.#knownKeys.size >= mostKnownKeys) this.#knownKeys.clear();
    this.#knownKeys.add(key);
  }

  async #logged(kind: IssuanceKind, caller: Caller, { der, serialNumber, notAfter }: Issued, issuer: Authority, names: readonly string[]): Promise<void> {
    const { log, now, onTrouble } = this.#parts;
    const entry = { time: now(), caller: caller.name, kind, names, serialNumber, notAfter, fingerprint: fingerprintOf(der), issuer: issuer.certificates[0]!.fingerprint256 };
    await new Promise<void>((resolve, reject) => log.append(entry, (error) => {
      if (error === undefined) {
        this.issued[kind]++;
        onTrouble(undefined);
        resolve();
        return;
      }
      onTrouble(error);
      reject(new Refusal(status.UNAVAILABLE, 'what is issued cannot be logged now, and nothing is issued unlogged'));
    }));
  }
}

function checked<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof AuthorityError ? invalid(`${field}: ${error.message}`, error) : error;
  }
}

/** As X509Certificate's fingerprint256. */
function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex').toUpperCase().replace(/(..)(?!$)/g, '$1:');
}
