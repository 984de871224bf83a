import type { KubernetesObject } from '../chart/render.ts';
import { referenceFindings } from './references.ts';
import { goodObjects, goodPod, object, release } from './testing-objects.ts';

const inputs = { secrets: ['given'], configMaps: ['theirs'], clusterRoles: ['view'] };
const findings = (objects: readonly KubernetesObject[]) => referenceFindings(release(objects, inputs), 'n');

test('twice, and in another namespace', () => {
  const [account, ...rest] = goodObjects() as [KubernetesObject, ...KubernetesObject[]];
  expect(findings([account, account, ...rest])).toEqual(['ServiceAccount app: is there twice']);
  expect(findings([{ ...account, metadata: { name: 'app' } }, ...rest])).toEqual(['ServiceAccount app: lies in no namespace, not in n']);
  expect(findings(goodObjects().slice(1))).toEqual(['StatefulSet app: there is no ServiceAccount app']);
});

test('Secrets of images, and what variables name', () => {
  const pod = goodPod();
  const env = [
    { name: 'A', valueFrom: { secretKeyRef: { name: 'given', key: 'k' } } }, { name: 'B', valueFrom: { secretKeyRef: { name: 'none', key: 'k' } } }, { name: 'C', valueFrom: { configMapKeyRef: { name: 'nor', key: 'k' } } },
    { name: 'D', valueFrom: { configMapKeyRef: { name: 'nor', key: 'k', optional: true } } }, { name: 'E', value: 'x' }, { name: 'E', value: 'y' },
  ];
  expect(findings(goodObjects({ ...pod, imagePullSecrets: [{ name: 'pull' }], containers: [{ ...pod.containers[0]!, env }] }))).toEqual([
    'StatefulSet app: its images want the Secret pull, which nobody makes', 'StatefulSet app: the variable E is there twice',
    'StatefulSet app: the variable B wants the Secret none, which nobody makes', 'StatefulSet app: the variable C wants the ConfigMap nor, which nobody makes',
  ]);
});

test('roles and those who have them', () => {
  const subject = { kind: 'ServiceAccount', name: 'app', namespace: 'n' };
  const bind = (roleRef: object, subjects: readonly object[], kind = 'RoleBinding') => findings([...goodObjects(), { ...object('r/v1', kind, { roleRef, subjects }), ...(kind !== 'RoleBinding' && { metadata: { name: 'app' } }) }]);
  expect(bind({ kind: 'ClusterRole', name: 'view' }, [subject], 'ClusterRoleBinding')).toEqual([]);
  expect(bind({ kind: 'ClusterRole', name: 'edit' }, [subject])).toEqual(['RoleBinding app: there is no ClusterRole edit']);
  expect(bind({ kind: 'Role', name: 'none' }, [subject])).toEqual(['RoleBinding app: there is no Role none']);
  expect(bind({ kind: 'ClusterRole', name: 'view' }, [{ ...subject, name: 'who' }, { ...subject, namespace: 'm' }])).toEqual(['RoleBinding app: there is no ServiceAccount n/who', 'RoleBinding app: there is no ServiceAccount m/app']);
});
