import type { KubernetesObject } from '../chart/render.ts';
import { podSecurityFindings } from './pod-security.ts';
import { workloadsOf, type PodSpec, type SecurityContext } from './pod.ts';
import { goodPod, object } from './testing-objects.ts';

function findings(pod: object, annotations: Readonly<Record<string, string>> = {}): readonly string[] {
  const made: KubernetesObject = { ...object('v1', 'Pod', { spec: pod }), metadata: { name: 'app', annotations } as never };
  return workloadsOf([made]).flatMap(podSecurityFindings);
}

const [container] = goodPod().containers;

function withPod(more: object): object {
  return { ...goodPod(), ...more };
}

function withContainer(more: object): object {
  return withPod({ containers: [{ ...container, ...more }] });
}

function withContext(more: SecurityContext): object {
  return withContainer({ securityContext: { ...container!.securityContext, ...more } });
}

function withPodContext(more: SecurityContext): object {
  return withPod({ securityContext: { ...goodPod().securityContext, ...more } });
}

/** Its pod's securityContext without one field. */
function without(field: keyof SecurityContext): object {
  return withPod({ securityContext: Object.fromEntries(Object.entries(goodPod().securityContext!).filter(([key]) => key !== field)) });
}

test.each<[control: string, field: string, pod: object]>([
  ['HostProcess', 'pod windowsOptions.hostProcess', withPodContext({ windowsOptions: { hostProcess: true } })],
  ['HostProcess', 'one windowsOptions.hostProcess', withContext({ windowsOptions: { hostProcess: true } })],
  ['Host Namespaces', 'hostNetwork', withPod({ hostNetwork: true })], ['Host Namespaces', 'hostPID', withPod({ hostPID: true })], ['Host Namespaces', 'hostIPC', withPod({ hostIPC: true })],
  ['Privileged Containers', 'one privileged', withContext({ privileged: true })],
  ['Capabilities', 'one capabilities.add', withContext({ capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } })],
  ['HostPath Volumes', 'volumes v', withPod({ volumes: [{ name: 'v', hostPath: { path: '/' } }] })],
  ['Host Ports', 'one ports.hostPort', withContainer({ ports: [{ containerPort: 80, hostPort: 80 }] })],
  ['Host Probes / Lifecycle Hooks', 'one livenessProbe', withContainer({ livenessProbe: { httpGet: { port: 80, host: '169.254.169.254' } } })],
  ['Host Probes / Lifecycle Hooks', 'one lifecycle', withContainer({ lifecycle: { preStop: { tcpSocket: { port: 80, host: 'x' } } } })],
  ['AppArmor', 'pod appArmorProfile', withPodContext({ appArmorProfile: { type: 'Unconfined' } })],
  ['SELinux', 'one seLinuxOptions', withContext({ seLinuxOptions: { type: 'spc_t' } })], ['SELinux', 'pod seLinuxOptions', withPodContext({ seLinuxOptions: { user: 'root' } })],
  ['/proc Mount Type', 'one procMount', withContext({ procMount: 'Unmasked' })],
  ['Sysctls', 'sysctls kernel.msgmax', withPodContext({ sysctls: [{ name: 'kernel.msgmax' }] })],
  ['Volume Types', 'volumes v', withPod({ volumes: [{ name: 'v', nfs: { server: 'x', path: '/' } }] })],
  ['Privilege Escalation', 'one allowPrivilegeEscalation', withContext({ allowPrivilegeEscalation: true })],
  ['Privilege Escalation', 'one allowPrivilegeEscalation', withContainer({ securityContext: { capabilities: { drop: ['ALL'] } } })],
  ['Running as Non-root', 'one runAsNonRoot', without('runAsNonRoot')], ['Running as Non-root', 'one runAsNonRoot', withContext({ runAsNonRoot: false })],
  ['Running as Non-root user', 'pod runAsUser', withPodContext({ runAsUser: 0 })], ['Running as Non-root user', 'one runAsUser', withContext({ runAsUser: 0 })],
  ['Seccomp', 'one seccompProfile', without('seccompProfile')], ['Seccomp', 'one seccompProfile', withContext({ seccompProfile: { type: 'Unconfined' } })],
  ['Capabilities dropped', 'one capabilities.drop', withContext({ capabilities: { drop: ['NET_RAW'] } })],
  ['Capabilities added', 'one capabilities.add', withContext({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } })],
])('%s: %s', (control, field, pod) => {
  expect(findings(pod)).toContain(`Pod app: ${field}: against "${control}" of Pod Security restricted`);
});

test('an annotation of AppArmor', () => {
  expect(findings(goodPod(), { 'container.apparmor.security.beta.kubernetes.io/one': 'unconfined' })).toEqual(['Pod app: container.apparmor.security.beta.kubernetes.io/one: against "AppArmor" of Pod Security restricted']);
  expect(findings(goodPod(), { 'container.apparmor.security.beta.kubernetes.io/one': 'runtime/default' })).toEqual([]);
});

test.each<[string, object]>([
  ['a good pod', goodPod()],
  ['NET_BIND_SERVICE', withContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })],
  ['seccomp of the container alone', { ...without('seccompProfile'), containers: [{ ...container, securityContext: { ...container!.securityContext, seccompProfile: { type: 'Localhost' } } }] }],
  ['all volumes that are allowed', withPod({ volumes: ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'].map((type) => ({ name: type.toLowerCase(), [type]: {} })) })],
  ['a sysctl that is safe', withPodContext({ sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start' }] })],
  ['SELinux of a container', withPodContext({ seLinuxOptions: { type: 'container_t' } })],
])('%s is let through', (_what, pod) => {
  expect(findings(pod)).toEqual([]);
});

test.each<keyof PodSpec & string>(['initContainers', 'ephemeralContainers'])('%s are held to the same', (kind) => {
  expect(findings(withPod({ [kind]: [{ name: 'bare' }] })).map((finding) => finding.replace(/^Pod app: (.*): against.*$/, '$1'))).toEqual(['bare allowPrivilegeEscalation', 'bare capabilities.drop']);
});

test('a wrong pod is wrong, whatever its containers say', () => {
  expect(findings({ ...withContext({ runAsNonRoot: true }), securityContext: { runAsNonRoot: false, seccompProfile: { type: 'RuntimeDefault' } } })).toEqual(['Pod app: pod runAsNonRoot: against "Running as Non-root" of Pod Security restricted']);
});
