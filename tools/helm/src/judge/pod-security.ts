import { containersOf, type Container, type PodSpec, type SecurityContext, type Workload } from './pod.ts';

/** One control of the Pod Security Standards: what of a pod is against it, each with the field. */
interface Control {
  readonly name: string;
  check(spec: PodSpec, workload: Workload): readonly string[];
}

/** The profile `restricted`, with all of `baseline` (https://kubernetes.io/docs/concepts/security/pod-security-standards/, as of Kubernetes 1.34), for Linux. */
export function podSecurityFindings(workload: Workload): readonly string[] {
  return controls.flatMap(({ name, check }) => check(workload.spec, workload).map((field) => `${workload.title}: ${field}: against "${name}" of Pod Security restricted`));
}

const baselineCapabilities = new Set(['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT']);
const safeSysctls = new Set([
  'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem',
]);
const seLinuxTypes = new Set([undefined, '', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);
const volumeTypes = new Set(['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret']);

const controls: readonly Control[] = [
  { name: 'HostProcess', check: inContexts(({ windowsOptions }) => (windowsOptions?.hostProcess === true ? 'windowsOptions.hostProcess' : undefined)) },
  { name: 'Host Namespaces', check: (spec) => ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true) },
  { name: 'Privileged Containers', check: inContainers(({ securityContext }) => (securityContext?.privileged === true ? 'privileged' : undefined)) },
  { name: 'Capabilities', check: inContainers(({ securityContext }) => (securityContext?.capabilities?.add?.some((name) => !baselineCapabilities.has(name)) ? 'capabilities.add' : undefined)) },
  { name: 'HostPath Volumes', check: ({ volumes = [] }) => volumes.filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => `volumes ${name}`) },
  { name: 'Host Ports', check: inContainers(({ ports = [] }) => (ports.some(({ hostPort }) => (hostPort ?? 0) !== 0) ? 'ports.hostPort' : undefined)) },
  { name: 'Host Probes / Lifecycle Hooks', check: inContainers((container) => ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'].find((field) => namesHost(container[field]))) },
  { name: 'AppArmor', check: (spec, { annotations }) => [
    ...inContexts(({ appArmorProfile }) => (appArmorProfile !== undefined && !['RuntimeDefault', 'Localhost'].includes(appArmorProfile.type) ? 'appArmorProfile' : undefined))(spec),
    ...Object.entries(annotations).filter(([key, value]) => key.startsWith('container.apparmor.security.beta.kubernetes.io/') && !/^(runtime\/default|localhost\/.*)?$/.test(value)).map(([key]) => key),
  ] },
  { name: 'SELinux', check: inContexts(({ seLinuxOptions: options }) => (options !== undefined && (!seLinuxTypes.has(options.type) || !!options.user || !!options.role) ? 'seLinuxOptions' : undefined)) },
  { name: '/proc Mount Type', check: inContainers(({ securityContext }) => (![undefined, '', 'Default'].includes(securityContext?.procMount) ? 'procMount' : undefined)) },
  { name: 'Sysctls', check: ({ securityContext }) => (securityContext?.sysctls ?? []).filter(({ name }) => !safeSysctls.has(name)).map(({ name }) => `sysctls ${name}`) },
  { name: 'Volume Types', check: ({ volumes = [] }) => volumes.filter((volume) => Object.keys(volume).some((key) => key !== 'name' && !volumeTypes.has(key))).map(({ name }) => `volumes ${name}`) },
  { name: 'Privilege Escalation', check: inContainers(({ securityContext }) => (securityContext?.allowPrivilegeEscalation === false ? undefined : 'allowPrivilegeEscalation')) },
  { name: 'Running as Non-root', check: (spec) => effective(spec, ({ runAsNonRoot }) => runAsNonRoot, (value) => value === true, 'runAsNonRoot') },
  { name: 'Running as Non-root user', check: inContexts(({ runAsUser }) => (runAsUser === 0 ? 'runAsUser' : undefined)) },
  { name: 'Seccomp', check: (spec) => effective(spec, ({ seccompProfile }) => seccompProfile?.type, (type) => type === 'RuntimeDefault' || type === 'Localhost', 'seccompProfile') },
  { name: 'Capabilities dropped', check: inContainers(({ securityContext }) => (securityContext?.capabilities?.drop?.includes('ALL') ? undefined : 'capabilities.drop')) },
  { name: 'Capabilities added', check: inContainers(({ securityContext }) => (securityContext?.capabilities?.add?.some((name) => name !== 'NET_BIND_SERVICE') ? 'capabilities.add' : undefined)) },
];

function inContainers(check: (container: Container) => string | undefined): (spec: PodSpec) => readonly string[] {
  return (spec) => containersOf(spec).flatMap((container) => {
    const field = check(container);
    return field === undefined ? [] : [`${container.name} ${field}`];
  });
}

/** The pod's own securityContext, and each container's. */
function inContexts(check: (context: SecurityContext) => string | undefined): (spec: PodSpec) => readonly string[] {
  return (spec) => {
    const ofPod = check(spec.securityContext ?? {});
    return [...(ofPod === undefined ? [] : [`pod ${ofPod}`]), ...inContainers(({ securityContext = {} }) => check(securityContext))(spec)];
  };
}

/** What a container says counts before what its pod says; a wrong one at the pod is one, even where all containers say better. */
function effective<T>(spec: PodSpec, of: (context: SecurityContext) => T | undefined, isGood: (value: T | undefined) => boolean, field: string): readonly string[] {
  const ofPod = of(spec.securityContext ?? {});
  const wrong = containersOf(spec).filter(({ securityContext = {} }) => !isGood(of(securityContext) ?? ofPod)).map(({ name }) => `${name} ${field}`);
  return ofPod !== undefined && !isGood(ofPod) ? [`pod ${field}`, ...wrong] : wrong;
}

function namesHost(hook: unknown): boolean {
  if (typeof hook !== 'object' || hook === null) return false;
  return Object.entries(hook).some(([key, value]) => (key === 'host' ? value !== '' : namesHost(value)));
}
