import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { createAuthority, issueLeaf, readAuthority, subjectName } from '@weir/x509';

/** A token as the API server knows it. */
export interface KnownToken {
  readonly username: string;
  readonly audiences: readonly string[];
  readonly expired?: boolean;
}

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly resourceVersion: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** The token of whoever uses the kubeconfig. */
const ownToken = 'own-token';

/** As much of a Kubernetes API server as Weir asks of one, over TLS on 127.0.0.1: TokenReviews and ConfigMaps. */
export class KubernetesApi implements AsyncDisposable {
  /** What tokens there are. */
  readonly tokens = new Map<string, KnownToken>();
  /** `NAMESPACE/NAME`. */
  readonly configMaps = new Map<string, ConfigMap>();
  /** `METHOD PATH` of what was asked, in order. */
  readonly requests: string[] = [];
  /** Answers in place of the right ones; `hang`: none at all. */
  trouble: { readonly status: number; readonly body: string } | 'hang' | undefined;
  readonly folder = mkdtempSync(join(tmpdir(), 'weir-kubernetes-'));
  readonly #tls = certificate();
  #server: Server | undefined;
  #port = 0;
  #version = 1;

  static async start(): Promise<KubernetesApi> {
    const api = new KubernetesApi();
    await api.start();
    return api;
  }

  /** A kubeconfig for it, with a token that is let in, of the namespace `weir`. */
  get kubeconfig(): string {
    const file = join(this.folder, 'kubeconfig');
    writeFileSync(file, JSON.stringify({
      apiVersion: 'v1', kind: 'Config', 'current-context': 'test',
      clusters: [{ name: 'test', cluster: { server: `https://127.0.0.1:${this.#port}`, 'certificate-authority-data': Buffer.from(this.#tls.ca).toString('base64') } }],
      users: [{ name: 'test', user: { token: ownToken } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'weir' } }],
    }));
    return file;
  }

  /** On the same port as before, where it was stopped. */
  async start(): Promise<void> {
    const server = createServer({ key: this.#tls.key, cert: this.#tls.cert }, (request, response) => void this.#answer(request, response));
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '' } = request;
    this.requests.push(`${method} ${url}`);
    if (this.trouble === 'hang') return;
    const { status, body } = this.trouble ?? (request.headers.authorization === `Bearer ${ownToken}` ? this.#right(method, url, Buffer.concat(chunks).toString()) : failure(401, 'Unauthorized'));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  }

  #right(method: string, url: string, body: string): { readonly status: number; readonly body: string } {
    if (method === 'POST' && url === '/apis/authentication.k8s.io/v1/tokenreviews') return ok(201, this.#review(JSON.parse(body) as { readonly spec: { readonly token: string; readonly audiences?: readonly string[] } }));
    const [, namespace, name] = /^\/api\/v1\/namespaces\/([^/]+)\/configmaps(?:\/([^/]+))?$/.exec(url) ?? [];
    if (namespace === undefined) return failure(404, `no ${url} here`);
    return this.#configMap(method, namespace, name, body);
  }

  #review({ spec }: { readonly spec: { readonly token: string; readonly audiences?: readonly string[] } }): object {
    const known = this.tokens.get(spec.token);
    const audiences = known?.audiences.filter((each) => spec.audiences?.includes(each)) ?? [];
    const status = known === undefined || known.expired === true || audiences.length === 0
      ? { authenticated: false, error: known?.expired === true ? 'token has expired' : 'token audiences are not among those wanted' }
      : { authenticated: true, audiences, user: { username: known.username, uid: '1', groups: ['system:serviceaccounts'] } };
    return { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', metadata: {}, spec, status };
  }

  #configMap(method: string, namespace: string, name: string | undefined, body: string): { readonly status: number; readonly body: string } {
    if (method === 'GET' && name !== undefined) {
      const found = this.configMaps.get(`${namespace}/${name}`);
      return found === undefined ? failure(404, `configmaps "${name}" not found`) : ok(200, found);
    }
    const given = JSON.parse(body) as { readonly metadata: { readonly name: string; readonly resourceVersion?: string } };
    const key = `${namespace}/${given.metadata.name}`;
    const present = this.configMaps.get(key);
    if (method === 'POST' && present !== undefined) return failure(409, `configmaps "${given.metadata.name}" already exists`);
    if (method === 'PUT' && present?.metadata.resourceVersion !== given.metadata.resourceVersion) return failure(409, 'the object has been modified');
    if (method !== 'POST' && method !== 'PUT') return failure(405, method);
    const made = { ...given, metadata: { ...given.metadata, namespace, resourceVersion: String(this.#version++) } } as ConfigMap;
    this.configMaps.set(key, made);
    return ok(method === 'POST' ? 201 : 200, made);
  }
}

function ok(status: number, value: object): { readonly status: number; readonly body: string } {
  return { status, body: JSON.stringify(value) };
}

function failure(status: number, message: string): { readonly status: number; readonly body: string } {
  return ok(status, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code: status });
}

function certificate(): { readonly key: string; readonly cert: string; readonly ca: string } {
  const now = Date.now();
  const ca = createAuthority(now);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const leaf = issueLeaf(readAuthority({ text: ca.key }, { text: ca.certificate }, now), { names: [subjectName('127.0.0.1')!], publicKey: publicKey.export({ type: 'spki', format: 'der' }), now });
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, cert: leaf.chain, ca: ca.certificate };
}
