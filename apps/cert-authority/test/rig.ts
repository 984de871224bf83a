import { generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { CertificateAuthorityClient, type wire } from '@weir/ca-api';
import { TokenReviewer } from '@weir/kubernetes';
import type { Log } from '@weir/service';
import { createAuthority, createSigningRequest, encodePem, readAuthority, subjectName, type Authority } from '@weir/x509';
import { Authentication } from '../src/authentication.ts';
import { Calls } from '../src/calls.ts';
import { listenGrpc, type GrpcListener } from '../src/grpc-listener.ts';
import { ServiceCredentials } from '../src/identity.ts';
import { IssuanceLog } from '../src/issuance-log.ts';
import { Issuing } from '../src/issuing.ts';
import { parsePolicy, type Policy } from '../src/policy.ts';
import { Watchers } from '../src/watchers.ts';

export const token = 't'.repeat(32);

/** What a policy has in most tests. */
export const policyText = `
callers:
  - { name: regular, token: ${token}, names: ["*"], except: [secret.example], delegate: 24 }
  - { name: narrow, serviceAccount: weir/narrow, names: [example.com] }
  - { name: operator, token: ${'o'.repeat(32)}, audit: true, rotate: true }
never: [weir.internal]
`;

/** A key pair of a caller, or of a proxy's leaves. */
export interface Pair {
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
}

export function aPair(): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
}

export function anAuthority(commonName: string): Authority {
  const { key, certificate } = createAuthority(Date.now(), { commonName });
  return readAuthority({ text: key }, { text: certificate }, Date.now());
}

/** The service on 127.0.0.1 with authorities in memory. */
export class Rig implements AsyncDisposable {
  authority = anAuthority('Weir test');
  readonly identity = anAuthority('Weir services');
  readonly issuances: IssuanceLog;
  readonly watchers = new Watchers();
  readonly events: string[] = [];
  readonly refused: string[] = [];
  readonly steps: string[] = [];
  policy: Policy;
  /** Whose tokens are. */
  review: (token: string) => Promise<string | undefined> = async () => undefined;
  /** So much the clock is ahead for who looks at certificates, in milliseconds. */
  ahead = 0;
  /** What a step of a rotation does. */
  onStep: (step: string) => void = () => undefined;
  readonly ending = new AbortController();
  readonly issuing: Issuing;
  #listener: GrpcListener | undefined;
  readonly #folder = mkdtempSync(join(tmpdir(), 'weir-authority-'));
  readonly #clients: CertificateAuthorityClient[] = [];

  private constructor(text: string) {
    this.policy = parsePolicy(text, 'policy.yaml', { never: ['localhost', '127.0.0.1'] });
    this.issuances = new IssuanceLog(join(this.#folder, 'issuances.db'));
    this.issuing = new Issuing({ authority: () => this.authority, identity: this.identity, policy: () => this.policy, log: this.issuances, now: Date.now, onTrouble: (error) => void (error && this.events.push(error.message)) });
  }

  static async start(text = policyText): Promise<Rig> {
    const rig = new Rig(text);
    await rig.#start();
    return rig;
  }

  get port(): number {
    return this.#listener!.port;
  }

  bundle(): wire.Bundle {
    return { roots: [{ certificate: this.authority.certificates[0]!.raw, state: 1 }], intermediates: [] };
  }

  async #start(): Promise<void> {
    const log: Log = { event: (level, name) => void (level === 'debug' || this.events.push(name)) };
    const step = (name: string) => (): void => {
      this.steps.push(name);
      this.onStep(name);
    };
    const calls = new Calls({
      authentication: new Authentication({
        policy: () => this.policy, now: () => Date.now() + this.ahead, onTrouble: (error) => void (error && this.events.push(error.message)),
        reviewer: new TokenReviewer({ audience: 'weir-ca', now: Date.now, review: (given) => this.review(given) }),
      }),
      issuing: this.issuing, issuances: this.issuances, watchers: this.watchers, log,
      roots: { prepare: step('prepare'), activate: step('activate'), retire: step('retire') },
      bundle: () => this.bundle(),
      policy: () => this.policy,
      onRotated: () => this.watchers.tell(this.bundle()),
      onRefused: ({ code }) => this.refused.push(code),
      signal: this.ending.signal,
    });
    this.#listener = await listenGrpc({ host: '127.0.0.1', port: 0 }, new ServiceCredentials(this.identity, [subjectName('localhost')!, subjectName('127.0.0.1')!], Date.now()), calls);
  }

  /** A client, with a certificate where one is given. */
  client(own?: { readonly pair: Pair; readonly certificate: Uint8Array }): CertificateAuthorityClient {
    const root = Buffer.from(encodePem('CERTIFICATE', this.identity.certificates[0]!.raw));
    const tls = own === undefined ? credentials.createSsl(root)
      : credentials.createSsl(root, Buffer.from(own.pair.privateKey.export({ type: 'pkcs8', format: 'pem' })), Buffer.from(encodePem('CERTIFICATE', own.certificate)));
    const client = new CertificateAuthorityClient(`localhost:${this.port}`, tls);
    this.#clients.push(client);
    return client;
  }

  /** A client with the certificate that this bootstrap token gets. */
  async enrolled(bootstrap = token): Promise<CertificateAuthorityClient> {
    const pair = aPair();
    const { certificate } = await call<wire.Enrolled>((done) => this.client().enroll({ csr: createSigningRequest(pair.privateKey, 'anything') }, bearer(bootstrap), done));
    return this.client({ pair, certificate });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    this.ending.abort();
    this.watchers.end();
    await this.#listener?.close(AbortSignal.timeout(1_000));
    this.issuances.close();
    rmSync(this.#folder, { recursive: true });
  }
}

export function bearer(value: string): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${value}`);
  return metadata;
}

/** A unary call as a promise. */
export function call<A>(start: (done: (error: ServiceError | null, answer: A) => void) => unknown): Promise<A> {
  return new Promise((resolve, reject) => { start((error, answer) => (error === null ? resolve(answer) : reject(error))); });
}

/** Names of a certificate, in order. */
export function namesOf(der: Uint8Array): readonly string[] {
  return (new X509Certificate(der).subjectAltName ?? '').split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
}
