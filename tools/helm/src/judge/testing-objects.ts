import type { KubernetesObject } from '../chart/render.ts';
import type { PodSpec } from './pod.ts';
import { ReleaseObjects, type Inputs } from './release.ts';

/** A pod that nothing is to be said against, for tests that change one thing of it. */
export function goodPod(): PodSpec {
  return {
    serviceAccountName: 'app',
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [{
      name: 'one', image: 'one:1',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      ports: [{ name: 'http', containerPort: 8080 }],
    }],
  };
}

/** A StatefulSet of it, with its Service and account. */
export function goodObjects(spec: PodSpec = goodPod()): KubernetesObject[] {
  const labels = { app: 'app' };
  return [
    object('v1', 'ServiceAccount', {}),
    object('v1', 'Service', { spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] } }),
    object('apps/v1', 'StatefulSet', { spec: { serviceName: 'app', selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } }),
  ];
}

export function object(apiVersion: string, kind: string, rest: object, name = 'app'): KubernetesObject {
  return { apiVersion, kind, metadata: { name, namespace: 'n' }, ...rest };
}

export function release(objects: readonly KubernetesObject[], inputs: Partial<Inputs> = {}): ReleaseObjects {
  return new ReleaseObjects(objects, { secrets: [], configMaps: [], clusterRoles: [], ...inputs });
}
