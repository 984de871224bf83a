import type { KubernetesObject } from '../chart/render.ts';
import { containersOf, selects, titleOf, type Selector, type Workload } from './pod.ts';
import type { ReleaseObjects } from './release.ts';

interface ServiceSpec {
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly targetPort?: string | number }[];
}

interface PolicyRule {
  readonly ports?: readonly { readonly port?: string | number }[];
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
}

interface PolicyPeer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
}

interface PolicySpec {
  readonly podSelector: Selector;
  readonly ingress?: readonly PolicyRule[];
  readonly egress?: readonly PolicyRule[];
}

interface MonitorSpec {
  readonly selector: Selector;
  readonly podMetricsEndpoints: readonly { readonly port: string }[];
}

/** Whom Services, budgets, policies and monitors select: somebody, with the ports that they name; and each StatefulSet its own pods alone. */
export function selectorFindings(release: ReleaseObjects): readonly string[] {
  return [
    ...release.workloads.flatMap((workload) => workloadFindings(release, workload)),
    ...release.ofKind('Service').flatMap((service) => serviceFindings(release, service)),
    ...release.ofKind('PodDisruptionBudget').flatMap((budget) => {
      const found = selected(release, (budget['spec'] as { readonly selector: Selector }).selector);
      return found.length === 1 ? [] : [`${titleOf(budget)}: selects the pods of ${found.length} workloads, not of one`];
    }),
    ...release.ofKind('NetworkPolicy').flatMap((policy) => policyFindings(release, policy)),
    ...release.ofKind('PodMonitor').flatMap((monitor) => {
      const { selector, podMetricsEndpoints } = monitor['spec'] as MonitorSpec;
      const found = selected(release, selector);
      return found.length === 0 ? [`${titleOf(monitor)}: selects nobody`] : podMetricsEndpoints.flatMap(({ port }) => withoutPort(found, port, titleOf(monitor)));
    }),
  ];
}

function workloadFindings(release: ReleaseObjects, { title, kind, labels, selector, serviceName, spec }: Workload): string[] {
  if (kind === 'Pod') return [];
  const found = selected(release, selector);
  const service = release.find('Service', serviceName)?.['spec'] as ServiceSpec | undefined;
  return [
    ...(selects(selector, labels) ? [] : [`${title}: its selector does not find its own pods`]),
    ...(found.length > 1 ? [`${title}: its selector finds the pods of others too`] : []),
    ...(kind !== 'StatefulSet' || service !== undefined ? [] : [`${title}: there is no Service ${serviceName}`]),
    ...(service === undefined || selects({ matchLabels: service.selector ?? {} }, labels) ? [] : [`${title}: its Service ${serviceName} does not select its pods`]),
    ...(spec.topologySpreadConstraints ?? []).filter(({ labelSelector = {} }) => !selects(labelSelector, labels)).map(() => `${title}: is spread by labels that it has not`),
    ...containersOf(spec).flatMap(({ name, ports = [], livenessProbe, readinessProbe, startupProbe }) => [livenessProbe, readinessProbe, startupProbe].flatMap((probe) => {
      const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
      return port === undefined || ports.some((one) => one.name === port || one.containerPort === port) ? [] : [`${title}: ${name} is probed at ${port}, which is no port of it`];
    })),
  ];
}

function serviceFindings(release: ReleaseObjects, service: KubernetesObject): string[] {
  const { selector, ports } = service['spec'] as ServiceSpec;
  const found = selector === undefined ? [] : selected(release, { matchLabels: selector });
  if (found.length !== 1) return [`${titleOf(service)}: selects the pods of ${found.length} workloads, not of one`];
  return ports.flatMap(({ port, targetPort = port }) => withoutPort(found, targetPort, titleOf(service)));
}

function policyFindings(release: ReleaseObjects, policy: KubernetesObject): string[] {
  const { podSelector, ingress, egress } = policy['spec'] as PolicySpec;
  const title = titleOf(policy);
  const own = selected(release, podSelector);
  if (own.length === 0) return [`${title}: selects nobody`];
  return [
    ...(ingress ?? []).flatMap(({ ports = [], from = [] }) => [...ports.flatMap(({ port }) => withoutPort(own, port, title)), ...from.flatMap((peer) => peerFindings(release, peer, title))]),
    ...(egress ?? []).flatMap(({ ports = [], to = [] }) => [
      ...to.flatMap((peer) => peerFindings(release, peer, title)),
      // Ports by name are those of whom it is that is reached.
      ...ports.filter(({ port }) => typeof port === 'string').flatMap(({ port }) => withoutPort(to.flatMap(({ podSelector: peer }) => (peer === undefined ? [] : selected(release, peer))), port, title)),
    ]),
  ];
}

/** A peer that has labels of releases is meant to be of this one. */
function peerFindings(release: ReleaseObjects, { podSelector, namespaceSelector }: PolicyPeer, title: string): string[] {
  if (podSelector?.matchLabels?.['app.kubernetes.io/instance'] === undefined || namespaceSelector !== undefined) return [];
  return selected(release, podSelector).length > 0 ? [] : [`${title}: has a peer ${JSON.stringify(podSelector.matchLabels)} that nobody is`];
}

function selected(release: ReleaseObjects, selector: Selector): readonly Workload[] {
  return release.workloads.filter(({ labels }) => selects(selector, labels));
}

function withoutPort(workloads: readonly Workload[], port: string | number | undefined, title: string): string[] {
  return workloads.filter(({ spec }) => !containersOf(spec).some(({ ports = [] }) => ports.some((one) => one.name === port || one.containerPort === port)))
    .map((workload) => `${title}: ${workload.title} has no port ${port}`);
}
