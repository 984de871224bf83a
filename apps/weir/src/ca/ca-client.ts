import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { credentials, Metadata, type CallOptions, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js';
import { CertificateAuthorityClient, wire } from '@weir/ca-api';
import { ConfigError, firstLine, RuntimeFailure } from '@weir/service';
import { createSigningRequest, encodePem } from '@weir/x509';
import type { CaValues } from './options.ts';

export type CallerValues = Pick<CaValues, 'ca_url' | 'ca_trust' | 'ca_token' | 'ca_service_account_token'>;

/** A root, and what it is: `current`, `next` or `previous`. */
export interface RootFacts {
  readonly state: string;
  readonly subject: string;
  /** SHA-256, upper case pairs with colons. */
  readonly fingerprint: string;
  readonly der: Uint8Array;
}

/** For one call; a stream has none. */
const callMs = 10_000;

const steps = {
  prepare: wire.RotationStep.ROTATION_STEP_PREPARE,
  activate: wire.RotationStep.ROTATION_STEP_ACTIVATE,
  retire: wire.RotationStep.ROTATION_STEP_RETIRE,
} as const;

const states = new Map<number, string>([[wire.RootState.ROOT_STATE_CURRENT, 'current'], [wire.RootState.ROOT_STATE_NEXT, 'next'], [wire.RootState.ROOT_STATE_PREVIOUS, 'previous']]);

/** A command's connection to the certificate authority service. What it is refused rejects with RuntimeFailure. */
export class CaClient implements Disposable {
  readonly #client: CertificateAuthorityClient;
  readonly #metadata: Metadata;
  readonly #where: string;

  private constructor(client: CertificateAuthorityClient, metadata: Metadata, where: string) {
    this.#client = client;
    this.#metadata = metadata;
    this.#where = where;
  }

  /** As a stranger, for whom the bundle is: at the first replica that answers. */
  static async anonymous(values: CallerValues): Promise<CaClient> {
    const { targets, trust } = place(values);
    let failure: unknown;
    for (const target of targets) {
      const client = new CaClient(new CertificateAuthorityClient(target, credentials.createSsl(trust), channel), new Metadata(), target);
      try {
        await client.bundle();
        return client;
      } catch (error) {
        client[Symbol.dispose]();
        failure ??= error;
      }
    }
    throw failure;
  }

  /** As who the token says. With a bootstrap token it has a certificate of its own then. */
  static async enroll(values: CallerValues): Promise<CaClient> {
    const { trust } = place(values);
    const { ca_token: token, ca_service_account_token: file } = values;
    const given = file === undefined ? token : readText('ca_service_account_token', file).toString().trim();
    if (given === undefined) throw new ConfigError('--ca-token: say who asks, with a bootstrap token');
    const metadata = bearer(given);
    using stranger = await CaClient.anonymous(values);
    const target = stranger.#where;
    if (file !== undefined) return new CaClient(new CertificateAuthorityClient(target, credentials.createSsl(trust), channel), metadata, target);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { certificate } = await stranger.#unary<wire.Enrolled>((options, done) => stranger.#client.enroll({ csr: createSigningRequest(privateKey, 'weir ca') }, metadata, options, done));
    const key = Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    return new CaClient(new CertificateAuthorityClient(target, credentials.createSsl(trust, key, Buffer.from(encodePem('CERTIFICATE', certificate))), channel), new Metadata(), target);
  }

  async bundle(): Promise<readonly RootFacts[]> {
    return rootFacts(await this.#unary((options, done) => this.#client.getBundle({}, this.#metadata, options, done)));
  }

  async rotate(step: keyof typeof steps): Promise<readonly RootFacts[]> {
    return rootFacts(await this.#unary((options, done) => this.#client.rotate({ step: steps[step] }, this.#metadata, options, done)));
  }

  /** Oldest first, as they come. */
  async* issuances(request: wire.ListIssuancesRequest): AsyncGenerator<wire.Issuance> {
    const stream: ClientReadableStream<wire.Issuance> = this.#client.listIssuances(request, this.#metadata);
    try {
      for await (const issuance of stream) yield issuance as wire.Issuance;
    } catch (error) {
      throw this.#failure(error as ServiceError);
    } finally {
      stream.cancel();
    }
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  #unary<A>(call: (options: CallOptions, done: (error: ServiceError | null, answer: A) => void) => unknown): Promise<A> {
    return new Promise((resolve, reject) => {
      call({ deadline: Date.now() + callMs, waitForReady: false } as CallOptions, (error, answer) => (error === null ? resolve(answer) : reject(this.#failure(error))));
    });
  }

  #failure(error: ServiceError): RuntimeFailure {
    return new RuntimeFailure(`the certificate authority at ${this.#where}: ${error.details || firstLine(error)}`);
  }
}

/** No proxy of the environment's stands between a command and the authority. */
const channel = { 'grpc.enable_http_proxy': 0 };

function place({ ca_url: urls, ca_trust: trust }: CallerValues): { readonly targets: readonly string[]; readonly trust: Buffer } {
  if (urls.length === 0) throw new ConfigError('--ca-url: say where the certificate authority service is');
  if (trust === undefined) throw new ConfigError('--ca-trust: say what the certificate authority service is verified by: its identity.pem');
  return { targets: urls.map((url) => url.replace(/^https:\/\//, '').replace(/\/$/, '')), trust: readText('ca_trust', trust) };
}

function readText(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new RuntimeFailure(`--${option.replaceAll('_', '-')}: cannot read ${file}: ${firstLine(error)}`);
  }
}

/** What is no token would be shown by the library's own error. */
function bearer(token: string): Metadata {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new ConfigError('--ca-token: the token is empty, or holds spaces or characters that are not ASCII\'s');
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}

function rootFacts({ roots }: wire.Bundle): readonly RootFacts[] {
  return roots.map(({ certificate, state }) => {
    const { subject, fingerprint256 } = new X509Certificate(certificate);
    return { state: states.get(state) ?? 'unknown', subject: subject.replaceAll('\n', ', '), fingerprint: fingerprint256, der: certificate };
  });
}
