import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { wire } from '@weir/ca-api';
import { AuthorityError, openIdentity, openRoots, type RootsDirectory } from '@weir/certs';
import { ClusterError, openCluster, TokenReviewer } from '@weir/kubernetes';
import { ConfigError, firstLine, HEALTH_LISTEN, healthOptions, logOptions, openHealth, openHome, RuntimeFailure, withFallbacks, type Log, type Service, type Shutdown, type Values } from '@weir/service';
import { createTelemetry, observeAuthority, observeProcess } from '@weir/telemetry';
import { encodePem, subjectName, type Authority, type SubjectName } from '@weir/x509';
import { Authentication } from './authentication.ts';
import { bundleOf, bundlePem } from './bundle.ts';
import { Calls } from './calls.ts';
import { listenGrpc } from './grpc-listener.ts';
import { ServiceCredentials } from './identity.ts';
import { IssuanceLog } from './issuance-log.ts';
import { Issuing } from './issuing.ts';
import { LazyCluster } from './lazy-cluster.ts';
import { authorityOptions } from './options.ts';
import { PolicyFile } from './policy-file.ts';
import { Publication } from './publication.ts';
import { RefusedCalls } from './refused-calls.ts';
import { troubleLog } from './trouble-log.ts';
import { Upkeep } from './upkeep.ts';
import { Watchers } from './watchers.ts';

const options = {
  ...authorityOptions,
  ...healthOptions(HEALTH_LISTEN),
  ...withFallbacks(logOptions, { log_format: 'json' }),
};

type AuthorityValues = Values<typeof options>;

/** The certificate authority: the only place where the key is. */
export const authorityService: Service<typeof options> = {
  name: 'cert-authority',
  summary: 'keeps the key of the certificate authority, and signs for proxies what its policy grants them',
  options,
  examples: [['weir-cert-authority --home /var/lib/weir --ca-policy policy.yaml --ca-names "ca.example 10.0.0.5"', 'the authority in /var/lib/weir/ca, made at the first start']],
  start: (values, { log, shutdown }) => start(values, log, shutdown),
};

const day = 24 * 3_600_000;

async function start(values: AuthorityValues, log: Log, shutdown: Shutdown): Promise<readonly object[]> {
  const names = serviceNames(values.ca_names);
  if (values.ca_policy === '') throw new ConfigError('--ca-policy: say who may ask for certificates, or set WEIR_CA_POLICY: docs/certificate-authority.md has the file');
  const policy = new PolicyFile(values.ca_policy, { never: names.filter((name) => !isLoopback(name)).map(({ text }) => text) }, log);
  const home = openHome(values.home);
  const { roots, identity } = openAuthorities(home.authority, values.ca_passphrase);
  for (const file of roots.plainKeys) log.event('warn', 'key-not-encrypted', { file }, `${file}: this key is not encrypted, although there is a passphrase: the file is a link, or cannot be written`);
  const issuances = openLog(join(home.directory, 'issuances'));
  shutdown.defer('issuances', () => issuances.close());
  const cluster = new LazyCluster(() => openCluster({ kubeconfig: values.kubeconfig, apiHost: process.env['KUBERNETES_SERVICE_HOST'] }));
  await checkCluster(values, policy, cluster);

  const authentication = new Authentication({
    policy: () => policy.current, now: Date.now,
    reviewer: new TokenReviewer({ audience: values.ca_audience, review: (token, audience) => cluster.reviewToken(token, audience), now: Date.now }),
    onTrouble: troubleLog(log, 'token-review', 'tokens cannot be reviewed', 'tokens are reviewed again'),
  });
  const issuing = new Issuing({
    authority: () => roots.roots().current, identity, policy: () => policy.current, log: issuances, now: Date.now,
    onTrouble: troubleLog(log, 'issuances', 'what is issued cannot be logged, so nothing is issued', 'what is issued is logged again'),
  });
  const publication = new Publication({ directory: values.ca_publish_dir, configMap: values.ca_publish, cluster, log });
  const watchers = new Watchers();
  const credentials = new ServiceCredentials(identity, names, Date.now());
  let bundle: wire.Bundle;
  let published: { 'bundle.pem': string; 'identity.pem': string };
  const onRoots = (): void => {
    bundle = bundleOf(roots.roots());
    published = { 'bundle.pem': bundlePem(roots.roots()), 'identity.pem': encodePem('CERTIFICATE', identity.certificates[0]!.raw) };
    watchers.tell(bundle);
    void publication.keep(published);
  };
  onRoots();

  const ending = new AbortController();
  const refused = new RefusedCalls(log, () => performance.now());
  const calls = new Calls({
    authentication, issuing, issuances, roots, watchers, log,
    bundle: () => bundle,
    policy: () => policy.current,
    onRotated: onRoots,
    onRefused: (call) => refused.add(call),
    signal: ending.signal,
  });
  const upkeep = new Upkeep({
    roots, log, onRoots,
    each: () => {
      policy.reload();
      credentials.renew(Date.now());
      void publication.keep(published);
      issuances.retain(values.ca_issued_age! * day, Date.now());
    },
  });
  const telemetry = createTelemetry({ service: 'cert-authority', instance: hostname(), otlpEndpoint: values.otlp_endpoint, log });
  shutdown.defer('telemetry', () => telemetry.shutdown());
  observeProcess(telemetry.meter);
  observeAuthority(telemetry.meter, () => ({ issued: issuing.issued, refused: refused.counts, watchers: watchers.size, expiresInSeconds: (roots.roots().current.notAfter - Date.now()) / 1_000 }));

  const listener = await listenGrpc(values.ca_listen, credentials, calls);
  shutdown.defer('calls', (signal) => {
    ending.abort();
    watchers.end();
    return listener.close(signal);
  });
  upkeep.start();
  shutdown.defer('upkeep', () => upkeep.stop());
  const health = await openHealth(values.health_listen, { metrics: () => telemetry.prometheus(), isReady: () => notReady(issuances, roots.roots().current) }, shutdown);
  return [
    { event: 'listening', service: 'weir.ca.v1.CertificateAuthority', address: values.ca_listen.host, port: listener.port },
    ...health.lines,
    { event: 'ready' },
  ];
}

function serviceNames(texts: readonly string[]): readonly SubjectName[] {
  if (texts.length === 0) throw new ConfigError('--ca-names: say by which names proxies reach this service');
  return texts.map((text) => {
    const name = text.startsWith('*') ? undefined : subjectName(text);
    if (name === undefined) throw new ConfigError(`--ca-names: ${JSON.stringify(text)} is neither a DNS name nor an IP address`);
    return name;
  });
}

/** Each machine's own: a certificate for it says nothing of this service. */
function isLoopback({ text }: SubjectName): boolean {
  return text === 'localhost' || text.startsWith('127.') || text === '0:0:0:0:0:0:0:1';
}

function openAuthorities(directory: string, passphrase: string | undefined): { readonly roots: RootsDirectory; readonly identity: Authority } {
  try {
    return { roots: openRoots({ directory, now: Date.now, ...(passphrase !== undefined && { passphrase }) }), identity: openIdentity(directory, Date.now(), passphrase).authority };
  } catch (error) {
    throw error instanceof AuthorityError ? new RuntimeFailure(error.message) : error;
  }
}

function openLog(directory: string): IssuanceLog {
  const file = join(directory, 'issuances.db');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return new IssuanceLog(file);
  } catch (error) {
    throw new RuntimeFailure(`${file}: the log of what is issued cannot be opened: ${firstLine(error)}`);
  }
}

/** Only who needs one is in a cluster: what is missing is said at the start. */
async function checkCluster(values: AuthorityValues, policy: PolicyFile, cluster: LazyCluster): Promise<void> {
  if (!policy.current.reviewsTokens && values.ca_publish === undefined) return;
  try {
    await cluster.open();
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    throw new RuntimeFailure(`${values.ca_publish === undefined ? 'the policy has service accounts' : '--ca-publish is given'}, but there is no cluster: ${error.message}`);
  }
}

function notReady(issuances: IssuanceLog, { notAfter }: Authority): readonly string[] {
  return [
    ...(issuances.isFailing ? ['what is issued cannot be logged'] : []),
    ...(Date.now() > notAfter ? ['the authority has expired'] : []),
  ];
}
