import { writeFileSync } from 'node:fs';
import { freePort } from '@weir/testing';
import { temporaryFolder, type Folder } from './folder.ts';
import { Service } from './service.ts';

/** Bootstrap tokens of the callers in the policy that most tests have. */
export const authorityTokens = { regular: 'regular-token-0123456789', reverse: 'reverse-token-0123456789', operator: 'operator-token-0123456789' } as const;

const usual = `
callers:
  - { name: regular, token: ${authorityTokens.regular}, names: ["*"] }
  - { name: reverse, token: ${authorityTokens.reverse}, names: ["*"], except: [forbidden.test], delegate: 24 }
  - { name: operator, token: ${authorityTokens.operator}, audit: true, rotate: true }
`;

/** The certificate authority service as a process, which can be killed and started again on the same port and folder. */
export class CertAuthority implements AsyncDisposable {
  readonly port: number;
  readonly folder: Folder;
  readonly #environment: Readonly<Record<string, string>>;
  #service: Service | undefined;

  private constructor(port: number, folder: Folder, environment: Readonly<Record<string, string>>) {
    this.port = port;
    this.folder = folder;
    this.#environment = environment;
  }

  static async start({ policy = usual, environment = {} }: { readonly policy?: string; readonly environment?: Readonly<Record<string, string>> } = {}): Promise<CertAuthority> {
    const folder = temporaryFolder('authority');
    writeFileSync(folder.file('policy.yaml'), policy);
    const authority = new CertAuthority(await freePort(), folder, environment);
    await authority.start();
    return authority;
  }

  get service(): Service {
    return this.#service!;
  }

  /** What proxies verify it by. */
  get identity(): string {
    return this.folder.file('home/ca/identity.pem');
  }

  /** What clients of proxies trust. */
  get bundle(): string {
    return this.folder.file('public/bundle.pem');
  }

  /** Again, after `kill`. */
  async start(): Promise<void> {
    this.#service = await Service.start('cert-authority', {
      WEIR_HOME: this.folder.file('home'), WEIR_CA_POLICY: this.folder.file('policy.yaml'), WEIR_CA_LISTEN: `127.0.0.1:${this.port}`, WEIR_CA_PUBLISH_DIR: this.folder.file('public'), ...this.#environment,
    });
  }

  /** SIGKILL. */
  kill(): Promise<void> {
    return this.service.kill();
  }

  /** What a proxy needs to be its caller; `port`: of what stands before it. */
  caller(token: string, port = this.port): Readonly<Record<string, string>> {
    return { WEIR_CA_URL: `https://localhost:${port}`, WEIR_CA_TRUST: this.identity, WEIR_CA_TOKEN: token };
  }

  /** Leaves that were issued since its start. */
  issued(): Promise<number> {
    return this.service.metricOf('weir_authority_issued_total', { kind: 'leaf' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service?.[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}
