import type { KubernetesObject } from '../chart/render.ts';
import { selectorFindings } from './selectors.ts';
import { goodObjects, goodPod, object, release } from './testing-objects.ts';

const others = { matchLabels: { app: 'other' } };
const own = { matchLabels: { app: 'app' } };
const findings = (...more: KubernetesObject[]) => selectorFindings(release([...goodObjects(), ...more]));

test.each<[string, KubernetesObject, string[]]>([
  ['a Service for nobody', object('v1', 'Service', { spec: { selector: { app: 'other' }, ports: [] } }, 's'), ['Service s: selects the pods of 0 workloads, not of one']],
  ['a Service without selector', object('v1', 'Service', { spec: { ports: [] } }, 's'), ['Service s: selects the pods of 0 workloads, not of one']],
  ['a Service for a port that is not there', object('v1', 'Service', { spec: { selector: { app: 'app' }, ports: [{ port: 80, targetPort: 'https' }, { port: 8080 }] } }, 's'), ['Service s: StatefulSet app has no port https']],
  ['a budget for nobody', object('policy/v1', 'PodDisruptionBudget', { spec: { selector: others } }), ['PodDisruptionBudget app: selects the pods of 0 workloads, not of one']],
  ['a monitor for nobody', object('m/v1', 'PodMonitor', { spec: { selector: others, podMetricsEndpoints: [{ port: 'http' }] } }), ['PodMonitor app: selects nobody']],
  ['a monitor for a port that is not there', object('m/v1', 'PodMonitor', { spec: { selector: own, podMetricsEndpoints: [{ port: 'health' }] } }), ['PodMonitor app: StatefulSet app has no port health']],
  ['a policy for nobody', object('n/v1', 'NetworkPolicy', { spec: { podSelector: others } }), ['NetworkPolicy app: selects nobody']],
  ['a policy for ports', object('n/v1', 'NetworkPolicy', { spec: { podSelector: own, ingress: [{ ports: [{ port: 'http' }, { port: 'grpc' }] }] } }), ['NetworkPolicy app: StatefulSet app has no port grpc']],
  ['a policy for everybody', object('n/v1', 'NetworkPolicy', { spec: { podSelector: {}, egress: [{}, { ports: [{ port: 53 }] }] } }), []],
  ['a policy with a peer of the release', object('n/v1', 'NetworkPolicy', { spec: { podSelector: own, ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'r' } } }] }] } }),
    ['NetworkPolicy app: has a peer {"app.kubernetes.io/instance":"r"} that nobody is']],
  ['a policy with peers from elsewhere', object('n/v1', 'NetworkPolicy', { spec: { podSelector: own, ingress: [{ from: [{ podSelector: others }, { namespaceSelector: {}, podSelector: others }, {}] }] } }), []],
  ['a policy to a port by name', object('n/v1', 'NetworkPolicy', { spec: { podSelector: own, egress: [{ to: [{ podSelector: own }], ports: [{ port: 'http' }, { port: 'grpc' }] }] } }), ['NetworkPolicy app: StatefulSet app has no port grpc']],
])('%s', (_what, more, expected) => {
  expect(findings(more)).toEqual(expected);
});

test('a workload that finds not itself, or others, or has no Service', () => {
  const [account, service, set] = goodObjects() as [KubernetesObject, KubernetesObject, KubernetesObject];
  const spec = set['spec'] as object;
  const changed = (more: object): string[] => [...selectorFindings(release([account, service, { ...set, spec: { ...spec, ...more } }]))];
  expect(changed({ selector: others })).toEqual(['StatefulSet app: its selector does not find its own pods']);
  expect(changed({ serviceName: 'none' })).toEqual(['StatefulSet app: there is no Service none']);
  expect(changed({ template: { metadata: { labels: { app: 'other' } }, spec: goodPod() }, selector: others })).toEqual(['StatefulSet app: its Service app does not select its pods', 'Service app: selects the pods of 0 workloads, not of one']);
  const twin = { ...set, metadata: { name: 'twin', namespace: 'n' } };
  expect(selectorFindings(release([account, service, set, twin]))).toContain('StatefulSet twin: its selector finds the pods of others too');
});

test('probes and spread', () => {
  const pod = goodPod();
  const spec = { ...pod, topologySpreadConstraints: [{ labelSelector: own }, { labelSelector: others }], containers: [{ ...pod.containers[0]!, livenessProbe: { httpGet: { port: 'http' } }, readinessProbe: { tcpSocket: { port: 8081 } } }] };
  expect(selectorFindings(release(goodObjects(spec)))).toEqual(['StatefulSet app: is spread by labels that it has not', 'StatefulSet app: one is probed at 8081, which is no port of it']);
});
