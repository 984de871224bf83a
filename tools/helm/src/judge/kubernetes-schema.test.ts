import { schemaFindings } from './kubernetes-schema.ts';
import { goodObjects, goodPod, object } from './testing-objects.ts';

test.each<[string, object, string]>([
  ['Service', { spec: { ports: [{ port: 'http' }] } }, 'Service app: /spec/ports/0/port: type {"type":"integer"}'],
  ['Service', { spec: { ports: [{}] } }, 'Service app: /spec/ports/0: required {"missingProperty":"port"}'],
  ['Service', { spec: { port: 80 } }, 'Service app: /spec/port: Kubernetes has no such field'],
  ['Service', { spec: { ports: [{ port: 80, targetport: 'http' }] } }, 'Service app: /spec/ports/0/targetport: Kubernetes has no such field'],
  ['Service', { sepc: {} }, 'Service app: /sepc: Kubernetes has no such field'],
  ['ConfigMap', { data: { a: 1 } }, 'ConfigMap app: /data/a: type {"type":"string"}'],
  ['ConfigMap', { metadata: { name: 'app', label: {} } }, 'ConfigMap app: /metadata/label: Kubernetes has no such field'],
  ['ServiceAccount', { automountServiceAccountToken: 'false' }, 'ServiceAccount app: /automountServiceAccountToken: type {"type":"boolean"}'],
  ['Secret', {}, 'Secret app: no schema is known here for v1 Secret'],
])('%s %j', (kind, rest, finding) => {
  expect(schemaFindings(object('v1', kind, rest))).toContain(finding);
});

test.each<[string, object]>([
  ['/spec/template/spec/enableServiceLink', { enableServiceLink: false }], ['/spec/template/spec/containers/0/securityContext/readonlyRootFilesystem', {}], ['/spec/template/spec/volumes/0/emptyDir/size', { volumes: [{ name: 'a', emptyDir: { size: '1Gi' } }] }],
])('deep in a StatefulSet: %s', (path, more) => {
  const pod = goodPod();
  const containers = path.includes('readonlyRoot') ? [{ ...pod.containers[0]!, securityContext: { readonlyRootFilesystem: true } }] : pod.containers;
  const [, , set] = goodObjects({ ...pod, containers, ...more });
  expect(schemaFindings(set!)).toEqual([`StatefulSet app: ${path}: Kubernetes has no such field`]);
});

test('maps may have any key', () => {
  expect(schemaFindings(object('v1', 'ConfigMap', { data: { anything: 'x' }, metadata: { name: 'app', labels: { 'a/b~c': 'd' }, annotations: { e: 'f' } } }))).toEqual([]);
});
