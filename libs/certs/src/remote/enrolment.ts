import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { Metadata, status } from '@grpc/grpc-js';
import { CertificateAuthorityService, type wire } from '@weir/ca-api';
import { createSigningRequest, encodePem } from '@weir/x509';
import { CallFailure, failureOf } from './call-failure.ts';
import type { Caller } from './caller.ts';
import type { Identity } from './direct-target.ts';
import { Renewal } from './renewal.ts';
import type { Replicas } from './replicas.ts';
import { bearer } from './token-file.ts';

export interface EnrolmentParts {
  readonly token: string;
  readonly replicas: Pick<Replicas, 'call' | 'identify' | 'patienceMs'>;
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** For one enrolment. */
  readonly ms: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** How an enrolment ended: undefined, well. A failure that passes is told once it keeps requests from their certificates. */
  readonly onEnd: (failure: CallFailure | undefined) => void;
}

/** Between two that are asked for because the service does not accept the one there is. */
const youngMs = 5_000;

/** The shortest and the longest pause of who has no certificate: what waits for it is as patient as a client. */
const againMs = [1_500, 2_000] as const;

/** The key stays here. */
interface Enrolled extends Identity {
  readonly from: number;
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
}

/** A client certificate, asked for with a bootstrap token, and from then on with itself, or with the token where that fails. Key and certificate are in memory alone. */
export class Enrolment implements Caller {
  readonly speaker = 'self';
  readonly #parts: EnrolmentParts;
  readonly #token: Metadata;
  readonly #renewal: Renewal;
  #enrolled: Enrolled | undefined;
  /** When others than those of the clock were last wanted, by now(). */
  #wantedAt = -Infinity;
  #refused: CallFailure | undefined;
  /** What keeps it from enrolling, and by performance.now() since when. */
  #hindrance: { readonly failure: CallFailure; readonly since: number } | undefined;
  #again: NodeJS.Timeout | undefined;
  #connected = false;

  /** Throws an Error, which does not show it, for a token that is none. */
  constructor(parts: EnrolmentParts) {
    this.#parts = parts;
    this.#token = bearer(parts.token);
    this.#renewal = new Renewal(parts.now, () => this.#enrol(this.#isValid()), parts.random);
  }

  get credentials(): unknown {
    return this.#enrolled;
  }

  metadata(): Metadata {
    return new Metadata();
  }

  refused(): CallFailure | undefined {
    if (this.#isValid()) return undefined;
    if (this.#refused !== undefined || this.#hindrance === undefined) return this.#refused;
    const { failure, since } = this.#hindrance;
    return performance.now() - since >= this.#parts.replicas.patienceMs ? failure : undefined;
  }

  async renew(used: unknown): Promise<boolean> {
    if (this.#enrolled !== used) return true;
    const now = this.#parts.now();
    const young = this.#enrolled === undefined || Math.abs(now - Math.max(this.#enrolled.from, this.#wantedAt)) < youngMs;
    if (young && !this.#renewal.running) return false;
    this.#wantedAt = now;
    await this.#renewal.run(() => this.#enrol(false));
    return this.#enrolled !== used;
  }

  look(connected: boolean): void {
    this.#connected = connected;
    if (connected) this.#renewal.look();
  }

  retry(): void {
    this.#hindrance = undefined;
    this.#renewal.retry();
  }

  /** With the certificate there is, or with the token. Resolves to when it is to be renewed. */
  async #enrol(withItself: boolean): Promise<number> {
    const { now, onEnd } = this.#parts;
    const since = performance.now();
    try {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
      const csr = createSigningRequest(privateKey, 'weir-proxy');
      const certificate = await this.#ask(csr, withItself);
      const from = now();
      const notAfter = checked(certificate, key, from);
      this.#enrolled = { key: Buffer.from(key), certificate: Buffer.from(encodePem('CERTIFICATE', certificate)), from, notAfter };
      this.#refused = undefined;
      this.#hindrance = undefined;
      this.#parts.replicas.identify(this.#enrolled);
      onEnd(undefined);
      return from + (notAfter - from) * 2 / 3;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.passing) this.#hinder(failure, since);
      else {
        this.#refused = failure;
        onEnd(failure);
      }
      throw failure;
    }
  }

  #hinder(failure: CallFailure, since: number): void {
    this.#hindrance = { failure, since: this.#hindrance?.since ?? since };
    if (this.#isValid()) return;
    const [least, most] = againMs;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      this.#renewal.retry();
      if (!this.#parts.signal.aborted) this.look(this.#connected);
    }, least + (most - least) * this.#parts.random()).unref();
    if (this.refused() === failure) this.#parts.onEnd(failure);
  }

  async #ask(csr: Buffer, withItself: boolean): Promise<Buffer> {
    if (withItself) {
      try {
        return await this.#call(csr, true);
      } catch {
        // The token is there for that.
      }
    }
    return this.#call(csr, false);
  }

  async #call(csr: Buffer, withItself: boolean): Promise<Buffer> {
    const { replicas, ms, signal } = this.#parts;
    const metadata = withItself ? new Metadata() : this.#token;
    const question: wire.EnrollRequest = { csr };
    const { certificate } = await replicas.call({
      method: CertificateAuthorityService.enroll, question, speaker: withItself ? 'self' : 'anybody', metadata: () => metadata, signal, until: performance.now() + ms,
    });
    return certificate;
  }

  #isValid(): boolean {
    return this.#enrolled !== undefined && this.#parts.now() < this.#enrolled.notAfter;
  }
}

/** When it ends. Throws CallFailure for what is no certificate of this key, or has ended. */
function checked(der: Buffer, key: string, now: number): number {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch {
    throw new CallFailure(status.DATA_LOSS, 'it enrolls with something that is no certificate');
  }
  if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new CallFailure(status.DATA_LOSS, 'it enrolls with a certificate of another key');
  const notAfter = certificate.validToDate.getTime();
  if (notAfter <= now) throw new CallFailure(status.DATA_LOSS, 'it enrolls with a certificate that has expired: are the clocks right?');
  return notAfter;
}
