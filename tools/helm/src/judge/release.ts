import type { KubernetesObject } from '../chart/render.ts';
import { workloadsOf, type Workload } from './pod.ts';

/** What must be there beside a release: made by its user, by Kubernetes, or by Weir itself. */
export interface Inputs {
  readonly secrets: readonly string[];
  readonly configMaps: readonly string[];
  readonly clusterRoles: readonly string[];
}

/** All of a release's objects, as judges look at it. */
export class ReleaseObjects {
  readonly objects: readonly KubernetesObject[];
  readonly workloads: readonly Workload[];
  readonly inputs: Inputs;

  constructor(objects: readonly KubernetesObject[], inputs: Inputs) {
    this.objects = objects;
    this.workloads = workloadsOf(objects);
    this.inputs = inputs;
  }

  ofKind(kind: string): readonly KubernetesObject[] {
    return this.objects.filter((object) => object.kind === kind);
  }

  find(kind: string, name: string | undefined): KubernetesObject | undefined {
    return this.objects.find((object) => object.kind === kind && object.metadata.name === name);
  }

  /** Made by the release, or named among its inputs. */
  has(kind: 'Secret' | 'ConfigMap' | 'ClusterRole', name: string): boolean {
    const named = { Secret: this.inputs.secrets, ConfigMap: this.inputs.configMaps, ClusterRole: this.inputs.clusterRoles }[kind];
    return this.find(kind, name) !== undefined || named.includes(name);
  }
}
