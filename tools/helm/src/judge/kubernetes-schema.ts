import { validate as clusterRoleBinding } from 'kubernetes-models/_schemas/IoK8sApiRbacV1ClusterRoleBinding';
import { validate as configMap } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap';
import { validate as networkPolicy } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy';
import { validate as podDisruptionBudget } from 'kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget';
import { validate as role } from 'kubernetes-models/_schemas/IoK8sApiRbacV1Role';
import { validate as roleBinding } from 'kubernetes-models/_schemas/IoK8sApiRbacV1RoleBinding';
import { validate as service } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';
import { validate as serviceAccount } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ServiceAccount';
import { validate as statefulSet } from 'kubernetes-models/_schemas/IoK8sApiAppsV1StatefulSet';
import type { KubernetesObject } from '../chart/render.ts';
import { titleOf } from './pod.ts';
import { watch } from './unread-fields.ts';

interface Validator {
  (data: unknown): boolean;
  readonly errors?: readonly { readonly instancePath: string; readonly keyword: string; readonly params: object }[] | null;
}

/** The kinds that the chart has. One more is a line more. */
const validators: ReadonlyMap<string, Validator> = new Map(Object.entries({
  'v1 ConfigMap': configMap, 'v1 Service': service, 'v1 ServiceAccount': serviceAccount, 'apps/v1 StatefulSet': statefulSet,
  'networking.k8s.io/v1 NetworkPolicy': networkPolicy, 'policy/v1 PodDisruptionBudget': podDisruptionBudget,
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': clusterRoleBinding, 'rbac.authorization.k8s.io/v1 Role': role, 'rbac.authorization.k8s.io/v1 RoleBinding': roleBinding,
}));

/** What Kubernetes' own schema has against an object, fields that it does not know among it. */
export function schemaFindings(object: KubernetesObject): readonly string[] {
  const validate = validators.get(`${object.apiVersion} ${object.kind}`);
  if (validate === undefined) return [`${titleOf(object)}: no schema is known here for ${object.apiVersion} ${object.kind}`];
  const { value, unread } = watch(object);
  validate(value);
  return [
    ...(validate.errors ?? []).map(({ instancePath, keyword, params }) => `${titleOf(object)}: ${instancePath}: ${keyword} ${JSON.stringify(params)}`),
    ...unread().map((path) => `${titleOf(object)}: ${path}: Kubernetes has no such field`),
  ];
}
