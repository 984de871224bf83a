import { existsSync } from 'node:fs';
import type { ConfigurationOptions, KubeConfig, ObservableMiddleware, V1ConfigMap } from '@kubernetes/client-node';
import { audienceGranted, type TokenStatus } from './token-status.ts';

export interface ClusterOptions {
  /** Path of a kubeconfig; absent: the pod's own service account. */
  readonly kubeconfig?: string | undefined;
  /** Where Kubernetes tells a pod that the API server is (KUBERNETES_SERVICE_HOST); absent: this is no pod. */
  readonly apiHost?: string | undefined;
  /** What the API server gets for one answer, in milliseconds. Default 5 s. */
  readonly timeoutMs?: number;
}

/** What is asked of a cluster's API server. All reject with ClusterError where it does not answer, or not so. */
export interface Cluster {
  /** The URL of its API server. */
  readonly server: string;
  /** The pod's namespace. */
  readonly namespace: string;
  /** Whose token it is, `system:serviceaccount:NAMESPACE:NAME` as a rule; undefined: nobody's, or not for this audience. */
  reviewToken(token: string, audience: string): Promise<string | undefined>;
  /** Makes the ConfigMap of this name in the namespace hold this, or leaves it where it does. */
  publish(name: string, data: Readonly<Record<string, string>>): Promise<void>;
}

/** The API server did not do what it was asked; `message` says why, without credentials. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;

  constructor(message: string, options: ErrorOptions & { readonly status?: number } = {}) {
    super(message, options);
    this.status = options.status;
  }
}

const serviceAccountToken = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** Opens nothing yet. Rejects with ClusterError where it is not known which cluster is meant. */
export async function openCluster({ kubeconfig, apiHost, timeoutMs = 5_000 }: ClusterOptions = {}): Promise<Cluster> {
  // A client for all of Kubernetes takes its time to load: only who is in a cluster waits for it.
  const { AuthenticationV1Api, CoreV1Api, KubeConfig: Config, Observable } = await import('@kubernetes/client-node');
  const config = new Config();
  load(config, kubeconfig, apiHost);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new ClusterError(`${kubeconfig}: no cluster in its current context`);
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';
  const authentication = config.makeApiClient(AuthenticationV1Api);
  const core = config.makeApiClient(CoreV1Api);

  async function ask<T>(what: string, call: (options: ConfigurationOptions<ObservableMiddleware>) => Promise<T>): Promise<T> {
    const signal = AbortSignal.timeout(timeoutMs);
    const bounded: ObservableMiddleware = {
      pre: (context) => {
        context.setSignal(signal);
        return new Observable(Promise.resolve(context));
      },
      post: (context) => new Observable(Promise.resolve(context)),
    };
    try {
      return await call({ middleware: [bounded], middlewareMergeStrategy: 'append' });
    } catch (error) {
      throw failed(what, server!, error, signal.aborted);
    }
  }

  return {
    server, namespace,
    reviewToken: async (token, audience) => {
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token, audiences: [audience] } };
      const review = await ask('TokenReview', (options) => authentication.createTokenReview({ body }, options));
      return audienceGranted(review.status as TokenStatus | undefined, audience);
    },
    publish: async (name, data) => {
      const body: V1ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'weir-cert-authority' } }, data: { ...data } };
      const present = await ask(`reading ConfigMap ${name}`, (options) => core.readNamespacedConfigMap({ name, namespace }, options)).catch(unlessMissing);
      if (present === undefined) {
        await ask(`making ConfigMap ${name}`, (options) => core.createNamespacedConfigMap({ namespace, body }, options));
        return;
      }
      if (holds(present, data)) return;
      const resourceVersion = present.metadata?.resourceVersion;
      // With the version that was read: another replica that writes at the same time is not overwritten unseen.
      const replaced = { ...body, metadata: { ...present.metadata, ...(resourceVersion !== undefined && { resourceVersion }) } };
      await ask(`writing ConfigMap ${name}`, (options) => core.replaceNamespacedConfigMap({ name, namespace, body: replaced }, options));
    },
  };
}

function load(config: KubeConfig, kubeconfig: string | undefined, apiHost: string | undefined): void {
  if (kubeconfig === undefined) {
    if (apiHost === undefined || !existsSync(serviceAccountToken)) {
      throw new ClusterError('this is no pod with a service account: there is no KUBERNETES_SERVICE_HOST, or no token to speak to the API server with');
    }
    config.loadFromCluster();
    return;
  }
  try {
    config.loadFromFile(kubeconfig);
  } catch (error) {
    throw new ClusterError(`${kubeconfig}: cannot be read as a kubeconfig: ${(error as Error).message.split('\n', 1)[0]!}`, { cause: error });
  }
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof ClusterError && error.status === 404) return undefined;
  throw error;
}

function holds(present: V1ConfigMap, data: Readonly<Record<string, string>>): boolean {
  return Object.entries(data).every(([key, value]) => present.data?.[key] === value) && Object.keys(present.data ?? {}).length === Object.keys(data).length;
}

/** The client's own messages hold whole answers, headers and all. */
function failed(what: string, server: string, error: unknown, late: boolean): ClusterError {
  const { code, body, cause } = error as { readonly code?: unknown; readonly body?: unknown; readonly cause?: { readonly message?: string } };
  if (!late && typeof code === 'number') return new ClusterError(`${what}: the API server at ${server} answered ${code}: ${reasonIn(body)}`, { status: code });
  const reason = late ? 'it does not answer in time' : cause?.message ?? (error as Error).message.split('\n', 1)[0]!;
  return new ClusterError(`${what}: the API server at ${server} cannot be asked: ${reason}`, { cause: error });
}

/** A Status object, as text or read already. */
function reasonIn(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  return (/"message":"([^"]{1,200})/.exec(text)?.[1] ?? text.slice(0, 200)) || 'no reason given';
}
