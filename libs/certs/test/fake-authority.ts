import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, ServerCredentials, status, type ConnectionInjector, type sendUnaryData, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import { CertificateAuthorityService, wire } from '@weir/ca-api';
import {
  createAuthority, encodePem, issueClientCertificate, issueIntermediate, issueLeaf, nameSubtree, readAuthority, readSigningRequest, subjectNames, type Authority, type NameSubtree,
} from '@weir/x509';
import { leafSubject } from '../src/leaf-subject.ts';

export type Handler<Question, Answer> = (call: ServerUnaryCall<Question, Answer>, answer: sendUnaryData<Answer>) => void;
type LeafHandler = Handler<wire.IssueLeafRequest, wire.IssuedCertificate>;

export const hour = 60 * 60 * 1000;
export const bootstrapToken = 'the-bootstrap-token';

/** What replicas of one service share: who they are, and the root that clients of proxies trust. */
export class FakeDirectory implements Disposable {
  readonly identity: Authority;
  root: Authority;
  previous: Authority[] = [];
  /** Fingerprints of the client certificates that count. */
  readonly known: Set<string>;
  /** PEM of the identity root. */
  readonly trustFile = join(tmpdir(), `weir-trust-${randomUUID()}.pem`);

  /** `of`: the same service, as a replica sees it whose roots may differ from now on. */
  constructor(of?: FakeDirectory) {
    this.identity = of?.identity ?? authority('identity');
    this.root = of?.root ?? authority('root 1');
    this.known = of?.known ?? new Set();
    writeFileSync(this.trustFile, this.identity.certificates.map(pem).join(''));
  }

  [Symbol.dispose](): void {
    rmSync(this.trustFile, { force: true });
  }
}

/** The certificate authority service as far as its callers can tell, over grpc-js with TLS. What it does may be changed while it runs. */
export class FakeAuthority implements AsyncDisposable {
  readonly directory: FakeDirectory;
  now: () => number = Date.now;
  /** Calls of each kind, and the leaves that were asked for. */
  readonly counts = { bundle: 0, enroll: 0, enrollByToken: 0, leaf: 0, intermediate: 0 };
  readonly questions: wire.IssueLeafRequest[] = [];
  readonly tokens: (string | undefined)[] = [];
  /** Calls of leaves at this moment, and the most there ever were. */
  open = 0;
  mostOpen = 0;
  bootstrapTokens = new Set([bootstrapToken]);
  serviceTokens = new Set(['service-token']);
  clientLifetimeMs = 24 * hour;
  intermediateLifetimeMs = 24 * hour;
  permitted: string[] = [];
  excluded: string[] = [];
  delegates = true;
  /** Names below these are not signed. */
  forbidden: string[] = [];
  /** In place of what it does for a leaf. */
  onLeaf: LeafHandler | undefined;
  onIntermediate: Handler<wire.IssueIntermediateRequest, wire.IssuedIntermediate> | undefined;
  onEnroll: Handler<wire.EnrollRequest, wire.Enrolled> | undefined;
  readonly #watchers = new Set<ServerWritableStream<wire.GetBundleRequest, wire.Bundle>>();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #injector: ConnectionInjector | undefined;
  #listener: TcpServer | undefined;
  #port = 0;

  constructor(directory: FakeDirectory) {
    this.directory = directory;
  }

  static async start(directory: FakeDirectory, more: Partial<FakeAuthority> = {}): Promise<FakeAuthority> {
    const fake = Object.assign(new FakeAuthority(directory), more);
    await fake.listen();
    return fake;
  }

  get port(): number {
    return this.#port;
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: this.#port };
  }

  /** On the port of before, after the first time. */
  async listen(): Promise<void> {
    const server = new Server({ 'grpc.enable_channelz': 0 });
    server.addService(CertificateAuthorityService, this.#service());
    const injector = server.createConnectionInjector(this.#credentials());
    const listener = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      injector.injectConnection(socket);
    }).listen(this.#port, '127.0.0.1');
    await once(listener, 'listening');
    this.#port = (listener.address() as AddressInfo).port;
    this.#server = server;
    this.#injector = injector;
    this.#listener = listener;
  }

  /** As a process that is killed: its connections are no more, and it has said nothing. */
  kill(): void {
    this.#listener?.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#server?.forceShutdown();
    this.#server = undefined;
    this.#listener = undefined;
    this.#watchers.clear();
  }

  /** As a process that ends in order: open calls are answered, watchers are sent away. */
  async end(): Promise<void> {
    this.#listener?.close();
    for (const watcher of this.#watchers) watcher.end();
    this.#injector!.drain(5_000);
    // The last answer has to be written, too.
    do await new Promise((resolve) => { setTimeout(resolve, 50); }); while (this.open > 0);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
    this.kill();
  }

  /** A new root signs; that of before is still shown. */
  rotate(): void {
    const { directory } = this;
    directory.previous = [directory.root, ...directory.previous];
    directory.root = authority(`root ${directory.previous.length + 1}`);
    this.tellBundle();
  }

  tellBundle(bundle = this.#bundle()): void {
    for (const watcher of this.#watchers) watcher.write(bundle);
  }

  leaf({ publicKey, names, like }: wire.IssueLeafRequest, publicKeyInstead = publicKey): wire.IssuedCertificate {
    const { root } = this.directory;
    const allowed = (name: string): boolean => !this.forbidden.some((domain) => name === domain || name.endsWith(`.${domain}`));
    const copied = like && { subject: '', issuer: '', notAfter: '', names: like.names.filter(allowed), ...(like.commonName === undefined || !allowed(like.commonName) ? {} : { commonName: like.commonName }), ...(like.organization === undefined ? {} : { organization: like.organization }) };
    const subject = leafSubject({ names, ...(copied && { like: copied }) });
    const leaf = issueLeaf(root, { names: subject.names, publicKey: publicKeyInstead, now: this.now(), ...(subject.organization === undefined ? {} : { organization: subject.organization }) });
    return { certificate: leaf.der, intermediates: [...root.chain], notAfter: leaf.notAfter };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
  }

  #credentials(): ServerCredentials {
    const { identity } = this.directory;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { chain } = issueLeaf(identity, { names: subjectNames([], ['localhost', '127.0.0.1']), publicKey: publicKey.export({ type: 'spki', format: 'der' }), now: Date.now() });
    const pair = { private_key: Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })), cert_chain: Buffer.from(chain) };
    const credentials = ServerCredentials.createSsl(Buffer.from(identity.certificates.map(pem).join('')), [pair], true);
    // A certificate is asked for, and none is needed.
    Object.assign(credentials._getConstructorOptions()!, { rejectUnauthorized: false });
    return credentials;
  }

  #bundle(): wire.Bundle {
    const { root, previous } = this.directory;
    const one = (of: Authority, state: wire.RootState): wire.Root => ({ certificate: of.certificates.at(-1)!.raw, state });
    return { roots: [one(root, wire.RootState.ROOT_STATE_CURRENT), ...previous.map((each) => one(each, wire.RootState.ROOT_STATE_PREVIOUS))], intermediates: [...root.chain] };
  }

  #service(): wire.CertificateAuthorityServer {
    return {
      getBundle: (_call, answer) => answer(null, this.#bundle()),
      watchBundle: (call) => {
        this.counts.bundle++;
        this.#watchers.add(call);
        call.on('cancelled', () => this.#watchers.delete(call));
        call.write(this.#bundle());
      },
      enroll: (call, answer) => {
        this.counts.enroll++;
        const token = this.#token(call);
        const fromToken = token !== undefined && this.bootstrapTokens.has(token);
        if (token !== undefined) this.counts.enrollByToken++;
        if (this.onEnroll !== undefined) return this.onEnroll(call, answer);
        if (!fromToken && !this.#isKnown(call)) return answer({ code: status.UNAUTHENTICATED, details: 'neither a token nor a certificate that counts' });
        const { publicKey } = readSigningRequest(call.request.csr);
        const { der, notAfter } = issueClientCertificate(this.directory.identity, { commonName: 'proxy', publicKey, now: this.now(), lifetimeMs: this.clientLifetimeMs });
        this.directory.known.add(new X509Certificate(der).fingerprint256);
        return answer(null, { certificate: der, notAfter, caller: 'proxy' });
      },
      issueLeaf: (call, answer) => {
        this.counts.leaf++;
        this.questions.push(call.request);
        this.open++;
        this.mostOpen = Math.max(this.mostOpen, this.open);
        const done: typeof answer = (...args) => {
          this.open--;
          answer(...args);
        };
        if (!this.#lets(call)) return done({ code: status.UNAUTHENTICATED, details: 'who is there?' });
        if (this.onLeaf !== undefined) return this.onLeaf(call, done);
        const refused = call.request.names.find((name) => this.forbidden.some((domain) => name === domain || name.endsWith(`.${domain}`)));
        if (refused !== undefined) return done({ code: status.PERMISSION_DENIED, details: `the policy does not grant ${refused} to proxy` });
        return done(null, this.leaf(call.request));
      },
      issueIntermediate: (call, answer) => {
        this.counts.intermediate++;
        if (!this.#lets(call)) return answer({ code: status.UNAUTHENTICATED, details: 'who is there?' });
        if (this.onIntermediate !== undefined) return this.onIntermediate(call, answer);
        if (!this.delegates) return answer({ code: status.PERMISSION_DENIED, details: 'the policy does not delegate to proxy' });
        return answer(null, this.intermediate(call.request));
      },
      listIssuances: (call) => call.end(),
      rotate: (_call, answer) => answer({ code: status.UNIMPLEMENTED }),
    };
  }

  intermediate({ csr }: wire.IssueIntermediateRequest): wire.IssuedIntermediate {
    const { root } = this.directory;
    const { publicKey } = readSigningRequest(csr);
    const subtrees = (texts: readonly string[]): NameSubtree[] => texts.map((text) => nameSubtree(text)!);
    const { der, notAfter } = issueIntermediate(root, {
      commonName: 'delegated', publicKey, now: this.now(), lifetimeMs: this.intermediateLifetimeMs, permitted: subtrees(this.permitted), excluded: subtrees(this.excluded),
    });
    return { certificate: der, intermediates: [...root.chain], notAfter, permitted: this.permitted, excluded: this.excluded };
  }

  #token(call: ServerUnaryCall<unknown, unknown>): string | undefined {
    const [header] = call.metadata.get('authorization');
    const token = typeof header === 'string' ? header.replace(/^Bearer /, '') : undefined;
    this.tokens.push(token);
    return token;
  }

  #isKnown(call: ServerUnaryCall<unknown, unknown>): boolean {
    const certificate = call.getAuthContext().sslPeerCertificate;
    if (certificate === undefined) return false;
    const read = new X509Certificate(certificate.raw);
    return this.directory.known.has(read.fingerprint256) && this.now() < read.validToDate.getTime();
  }

  #lets(call: ServerUnaryCall<unknown, unknown>): boolean {
    const token = this.#token(call);
    return token === undefined ? this.#isKnown(call) : this.serviceTokens.has(token);
  }
}

export function authority(commonName: string, now = Date.now()): Authority {
  const { key, certificate } = createAuthority(now, { commonName });
  return readAuthority({ text: key }, { text: certificate }, now);
}

function pem(certificate: X509Certificate): string {
  return encodePem('CERTIFICATE', certificate.raw);
}
