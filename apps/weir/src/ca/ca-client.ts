import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { credentials, Metadata, type CallOptions, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js';
import { CertificateAuthorityClient, wire } from '@weir/ca-api';
import { addressText, bearer, TokenFile } from '@weir/certs/remote';
import { caCredentials, caPlace } from '@weir/data-plane/ca-settings';
import { firstLine, flagOf, RuntimeFailure } from '@weir/service';
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
    const asked = caCredentials(values);
    const metadata = 'bootstrapToken' in asked ? bearer(asked.bootstrapToken) : serviceAccount(asked.serviceAccountToken);
    using stranger = await CaClient.anonymous(values);
    const target = stranger.#where;
    if ('serviceAccountToken' in asked) return new CaClient(new CertificateAuthorityClient(target, credentials.createSsl(trust), channel), metadata, target);
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

function place(values: CallerValues): { readonly targets: readonly string[]; readonly trust: Buffer } {
  const { replicas, trust } = caPlace(values);
  try {
    return { targets: replicas.map(addressText), trust: readFileSync(trust) };
  } catch (error) {
    throw new RuntimeFailure(`${flagOf('ca_trust')}: cannot read ${trust}: ${firstLine(error)}`);
  }
}

function serviceAccount(file: string): Metadata {
  try {
    return new TokenFile(file).metadata();
  } catch (error) {
    throw new RuntimeFailure(`${flagOf('ca_service_account_token')}: ${firstLine(error)}`);
  }
}

function rootFacts({ roots }: wire.Bundle): readonly RootFacts[] {
  return roots.map(({ certificate, state }) => {
    const { subject, fingerprint256 } = new X509Certificate(certificate);
    return { state: states.get(state) ?? 'unknown', subject: subject.replaceAll('\n', ', '), fingerprint: fingerprint256, der: certificate };
  });
}
