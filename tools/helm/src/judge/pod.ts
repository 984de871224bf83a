import type { KubernetesObject } from '../chart/render.ts';

/** What of pods is looked at, as Kubernetes names it. */
export interface PodSpec {
  readonly [field: string]: unknown;
  readonly serviceAccountName?: string;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly imagePullSecrets?: readonly Named[];
  readonly securityContext?: SecurityContext;
  readonly topologySpreadConstraints?: readonly { readonly labelSelector?: Selector }[];
}

export interface Container {
  readonly [field: string]: unknown;
  readonly name: string;
  readonly env?: readonly EnvVar[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly hostPort?: number }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly securityContext?: SecurityContext;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
}

export interface Probe {
  readonly httpGet?: { readonly port: string | number; readonly host?: string };
  readonly tcpSocket?: { readonly port: string | number; readonly host?: string };
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: KeyReference; readonly configMapKeyRef?: KeyReference };
}

export interface KeyReference extends Named {
  readonly key: string;
  readonly optional?: boolean;
}

export interface Named {
  readonly name: string;
}

export interface Item {
  readonly key?: string;
  readonly path: string;
}

export interface Volume extends Named {
  readonly [field: string]: unknown;
  readonly secret?: { readonly secretName: string; readonly items?: readonly Item[] };
  readonly configMap?: Named & { readonly items?: readonly Item[] };
  readonly projected?: { readonly sources: readonly ProjectedSource[] };
}

export interface ProjectedSource {
  readonly secret?: Named & { readonly items?: readonly Item[] };
  readonly configMap?: Named & { readonly items?: readonly Item[] };
  readonly serviceAccountToken?: { readonly path: string };
  readonly downwardAPI?: { readonly items: readonly Item[] };
}

export interface SecurityContext {
  readonly [field: string]: unknown;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly procMount?: string;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
  readonly appArmorProfile?: { readonly type: string };
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly sysctls?: readonly Named[];
}

export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly object[];
}

/** What makes pods, and how they look. */
export interface Workload {
  /** Such as `StatefulSet weir-regular`. */
  readonly title: string;
  readonly name: string;
  readonly kind: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** Names of volumes that claims give. */
  readonly claims: readonly string[];
  readonly selector: Selector;
  readonly serviceName: string | undefined;
}

interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

interface WorkloadSpec {
  readonly template?: PodTemplate;
  readonly selector?: Selector;
  readonly serviceName?: string;
  readonly volumeClaimTemplates?: readonly { readonly metadata: Named }[];
}

export function workloadsOf(objects: readonly KubernetesObject[]): Workload[] {
  return objects.flatMap((object) => {
    const spec = object['spec'] as WorkloadSpec | undefined;
    const template = object.kind === 'Pod' ? object as unknown as PodTemplate : spec?.template;
    if (template === undefined) return [];
    return [{
      title: titleOf(object), name: object.metadata.name, kind: object.kind, spec: template.spec,
      labels: template.metadata?.labels ?? {}, annotations: template.metadata?.annotations ?? {},
      claims: (spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name), selector: spec?.selector ?? {}, serviceName: spec?.serviceName,
    }];
  });
}

/** Of all kinds: what is forbidden to one is forbidden to the others. */
export function containersOf({ containers, initContainers = [], ephemeralContainers = [] }: PodSpec): readonly Container[] {
  return [...containers, ...initContainers, ...ephemeralContainers];
}

export function titleOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

/** Whether a selector finds pods of these labels. An empty one finds all; expressions are not looked at: nothing of the chart's own has any. */
export function selects({ matchLabels = {} }: Selector, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}
