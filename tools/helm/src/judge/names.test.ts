import type { KubernetesObject } from '../chart/render.ts';
import { nameFindings } from './names.ts';
import { goodObjects, goodPod, object, release } from './testing-objects.ts';

const findings = (...objects: KubernetesObject[]) => nameFindings(release(objects));

test.each<[string, string, boolean]>([
  ['Service', 'a'.repeat(63), true], ['Service', 'a'.repeat(64), false], ['Service', '1a', false], ['ConfigMap', '1a', true], ['ConfigMap', 'A', false], ['ConfigMap', 'a-', false],
  ['StatefulSet', 'a'.repeat(52), true], ['StatefulSet', 'a'.repeat(53), false], ['ClusterRoleBinding', 'a'.repeat(100), true],
])('%s %s: %p', (kind, name, isGood) => {
  expect(findings(object('v1', kind, {}, name))).toHaveLength(isGood ? 0 : 1);
});

test('labels', () => {
  const label = (value: unknown) => findings({ ...object('v1', 'ConfigMap', {}), metadata: { name: 'app', labels: { a: value as string } } });
  expect(['', 'a.b_C-1', 'a'.repeat(63)].flatMap(label)).toEqual([]);
  for (const wrong of ['-a', 'a b', 'a'.repeat(64), 1, true]) expect(label(wrong)).toEqual(['ConfigMap app: the label a has a wrong value']);
});

test('volumes and ports', () => {
  const pod = goodPod();
  const spec = { ...pod, volumes: [{ name: 'Home' }, { name: 'tmp' }], containers: [{ ...pod.containers[0]!, ports: [{ name: 'a-long-name-of-it', containerPort: 1 }, { name: '8080', containerPort: 2 }, { name: 'proxy-65535', containerPort: 3 }] }] };
  expect(findings(...goodObjects(spec))).toEqual(['StatefulSet app: Home is no name for a volume', 'StatefulSet app: a-long-name-of-it is no name for a port', 'StatefulSet app: 8080 is no name for a port']);
});
