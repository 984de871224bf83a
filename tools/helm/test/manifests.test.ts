import { schemaFindings } from '../src/judge/kubernetes-schema.ts';
import { nameFindings } from '../src/judge/names.ts';
import { containersOf } from '../src/judge/pod.ts';
import { podSecurityFindings } from '../src/judge/pod-security.ts';
import { referenceFindings } from '../src/judge/references.ts';
import { selectorFindings } from '../src/judge/selectors.ts';
import { volumeFindings } from '../src/judge/volumes.ts';
import { cases, given, objectsOf, release } from './weir-chart.ts';

/** What has no schema among Kubernetes' own, and is looked at by hand below. */
const foreign = ['PodMonitor'];

describe.each(cases)('$name values', (chartCase) => {
  const objects = objectsOf(chartCase);

  test('every object is one that Kubernetes knows, field by field', () => {
    expect(objects.objects.filter(({ kind }) => !foreign.includes(kind)).flatMap(schemaFindings)).toEqual([]);
  });

  test('every pod passes Pod Security restricted', () => {
    expect(objects.workloads.flatMap(podSecurityFindings)).toEqual([]);
    expect(objects.workloads.length).toBeGreaterThan(0);
  });

  test('all that is referred to is there', () => {
    expect([...volumeFindings(objects), ...referenceFindings(objects, release.namespace)]).toEqual([]);
  });

  test('what must be there beside it is wanted', () => {
    const wanted = JSON.stringify(objects.objects);
    for (const name of [...chartCase.inputs.secrets, ...chartCase.inputs.configMaps, ...chartCase.inputs.clusterRoles]) expect(wanted).toContain(`"${name}"`);
  });

  test('selectors find whom they mean, names are names', () => {
    expect([...selectorFindings(objects), ...nameFindings(objects)]).toEqual([]);
  });

  test('every pod: no token of the API by itself, a read-only root, probes, limits, 15 s to end', () => {
    for (const { spec } of objects.workloads) {
      expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false, terminationGracePeriodSeconds: 15, securityContext: { runAsUser: 1337, runAsGroup: 1337, fsGroup: 1337, fsGroupChangePolicy: 'OnRootMismatch' } });
      for (const container of containersOf(spec)) expect(container).toMatchObject({ securityContext: { readOnlyRootFilesystem: true }, resources: { requests: { cpu: expect.anything(), memory: expect.anything() }, limits: { memory: expect.anything() } } });
      for (const container of spec.containers) {
        expect(container).toMatchObject({
          startupProbe: { httpGet: { path: '/healthz' } }, livenessProbe: { httpGet: { path: '/healthz' } }, readinessProbe: { httpGet: { path: '/readyz' } },
        });
        expect(container.volumeMounts).toContainEqual({ name: 'tmp', mountPath: '/tmp' });
      }
      expect(spec.volumes).toContainEqual({ name: 'tmp', emptyDir: {} });
    }
    expect(objects.ofKind('ServiceAccount').map((account) => account['automountServiceAccountToken'])).toEqual(objects.workloads.map(() => false));
  });

  test('two pods at least have a budget and are spread, one has neither', () => {
    const many = objects.ofKind('StatefulSet').filter((set) => (set['spec'] as { replicas: number }).replicas > 1).map(({ metadata }) => metadata.name);
    expect(objects.ofKind('PodDisruptionBudget').map(({ metadata }) => metadata.name)).toEqual(many);
    expect(objects.workloads.filter(({ spec }) => spec.topologySpreadConstraints !== undefined).map(({ name }) => name)).toEqual(many);
  });

  test('policies are for all pods, or for none', () => {
    const names = objects.workloads.map(({ name }) => name).sort();
    expect(objects.ofKind('NetworkPolicy').map(({ metadata }) => metadata.name).sort()).toEqual(chartCase.name === 'minimal' ? [] : names);
  });
});

test('the judges look at what is there', () => {
  expect(objectsOf(cases[0]!).objects.map(({ kind }) => kind).sort()).toEqual([
    'ClusterRoleBinding', 'ConfigMap', 'NetworkPolicy', 'NetworkPolicy', 'NetworkPolicy', 'Role', 'RoleBinding', 'Service', 'Service', 'Service', 'Service',
    'ServiceAccount', 'ServiceAccount', 'ServiceAccount', 'StatefulSet', 'StatefulSet', 'StatefulSet',
  ]);
});

test('the monitor of Prometheus', () => {
  expect(objectsOf(cases[2]!).ofKind('PodMonitor')).toEqual([{
    apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor',
    metadata: { name: 'weir-flows-pods', namespace: 'traffic', labels: expect.objectContaining({ release: 'prometheus', 'app.kubernetes.io/part-of': 'weir' }) },
    spec: { selector: { matchLabels: { 'app.kubernetes.io/name': 'flows', 'app.kubernetes.io/instance': 'weir' } }, podMetricsEndpoints: [{ port: 'health', path: '/metrics', interval: '15s' }] },
  }]);
});

test.each(['a'.repeat(53), 'a-'.repeat(26) + 'a', 'with.dots.in.it', 'weir', 'my-weir-1'])('a release %s has names that Kubernetes takes', (name) => {
  const objects = given({ modes: { 'a-name-of-20-letters': { app: 'regular', listeners: [{ spec: 'regular', port: 65535 }] } }, podMonitor: { enabled: true } }, name);
  expect([...nameFindings(objects), ...selectorFindings(objects)]).toEqual([]);
});

test('a release that is a number is one in labels still', () => {
  const objects = given({ fullnameOverride: 'flows' }, '123');
  expect([...nameFindings(objects), ...selectorFindings(objects)]).toEqual([]);
  expect(objects.workloads[0]!.labels['app.kubernetes.io/instance']).toBe('123');
});
