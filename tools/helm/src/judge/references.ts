import type { KubernetesObject } from '../chart/render.ts';
import { containersOf, titleOf, type Named } from './pod.ts';
import type { ReleaseObjects } from './release.ts';
import { repeated } from './volumes.ts';

/** Names of accounts, roles, Secrets and ConfigMaps that nothing has, objects that are there twice, and such that lie in no or another namespace. */
export function referenceFindings(release: ReleaseObjects, namespace: string): readonly string[] {
  return [
    ...repeated(release.objects.map(titleOf)).map((title) => `${title}: is there twice`),
    ...release.objects.flatMap((object) => placeFindings(object, namespace)),
    ...release.workloads.flatMap(({ title, spec }) => [
      ...(release.find('ServiceAccount', spec.serviceAccountName) === undefined ? [`there is no ServiceAccount ${spec.serviceAccountName}`] : []),
      ...(spec.imagePullSecrets ?? []).filter(({ name }) => !release.has('Secret', name)).map(({ name }) => `its images want the Secret ${name}, which nobody makes`),
      ...containersOf(spec).flatMap(({ env = [] }) => [
        ...repeated(env.map(({ name }) => name)).map((name) => `the variable ${name} is there twice`),
        ...env.flatMap(({ name, valueFrom }) => {
          const [kind, reference] = valueFrom?.secretKeyRef !== undefined ? ['Secret' as const, valueFrom.secretKeyRef] : ['ConfigMap' as const, valueFrom?.configMapKeyRef];
          return reference === undefined || reference.optional === true || release.has(kind, reference.name) ? [] : [`the variable ${name} wants the ${kind} ${reference.name}, which nobody makes`];
        }),
      ]),
    ].map((finding) => `${title}: ${finding}`)),
    ...[...release.ofKind('RoleBinding'), ...release.ofKind('ClusterRoleBinding')].flatMap((binding) => bindingFindings(release, binding, namespace)),
  ];
}

function placeFindings(object: KubernetesObject, namespace: string): string[] {
  const wanted = object.kind.startsWith('Cluster') ? undefined : namespace;
  return object.metadata.namespace === wanted ? [] : [`${titleOf(object)}: lies in ${object.metadata.namespace ?? 'no namespace'}, not in ${wanted ?? 'none'}`];
}

interface Binding {
  readonly roleRef: Named & { readonly kind: string };
  readonly subjects: readonly (Named & { readonly kind: string; readonly namespace?: string })[];
}

function bindingFindings(release: ReleaseObjects, object: KubernetesObject, namespace: string): string[] {
  const { roleRef, subjects } = object as unknown as Binding;
  const isThere = roleRef.kind === 'ClusterRole' ? release.has('ClusterRole', roleRef.name) : release.find(roleRef.kind, roleRef.name) !== undefined;
  return [
    ...(isThere ? [] : [`${titleOf(object)}: there is no ${roleRef.kind} ${roleRef.name}`]),
    ...subjects.filter((subject) => release.find(subject.kind, subject.name) === undefined || subject.namespace !== namespace).map((subject) => `${titleOf(object)}: there is no ${subject.kind} ${subject.namespace}/${subject.name}`),
  ];
}
