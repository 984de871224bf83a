import { containersOf, type Container, type Item, type Volume, type Workload } from './pod.ts';
import type { ReleaseObjects } from './release.ts';

/** Volumes without their Secret or ConfigMap, mounts without their volume, volumes without a mount, and variables that name a file which no mount has. */
export function volumeFindings(release: ReleaseObjects): readonly string[] {
  return release.workloads.flatMap((workload) => {
    const { volumes = [] } = workload.spec;
    const containers = containersOf(workload.spec);
    const names = [...volumes.map(({ name }) => name), ...workload.claims];
    const mounted = new Set(containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name)));
    return [
      ...volumes.flatMap((volume) => missingSources(release, volume)),
      ...repeated(names).map((name) => `the volume ${name} is there twice`),
      ...names.filter((name) => !mounted.has(name)).map((name) => `nothing mounts the volume ${name}`),
      ...containers.flatMap((container) => mountFindings(workload, container, names)),
    ].map((finding) => `${workload.title}: ${finding}`);
  });
}

function missingSources(release: ReleaseObjects, { name, secret, configMap, projected }: Volume): string[] {
  const sources = [{ ...(secret && { secret: { name: secret.secretName, items: secret.items } }), ...(configMap && { configMap }) }, ...(projected?.sources ?? [])];
  return sources.flatMap((source) => [
    ...(source.secret === undefined || release.has('Secret', source.secret.name) ? [] : [`the volume ${name} wants the Secret ${source.secret.name}, which nobody makes`]),
    ...(source.configMap === undefined ? [] : missingKeys(release, name, source.configMap.name, source.configMap.items ?? [])),
  ]);
}

function missingKeys(release: ReleaseObjects, volume: string, name: string, items: readonly Item[]): string[] {
  if (!release.has('ConfigMap', name)) return [`the volume ${volume} wants the ConfigMap ${name}, which nobody makes`];
  const data = release.find('ConfigMap', name)?.['data'] as Readonly<Record<string, string>> | undefined;
  return data === undefined ? [] : items.filter(({ key }) => !Object.hasOwn(data, key!)).map(({ key }) => `the ConfigMap ${name} has no ${key}`);
}

function mountFindings(workload: Workload, { name, volumeMounts = [], env = [] }: Container, volumes: readonly string[]): string[] {
  return [
    ...volumeMounts.filter((mount) => !volumes.includes(mount.name)).map((mount) => `${name} mounts ${mount.name}, which is no volume`),
    ...repeated(volumeMounts.map(({ mountPath }) => mountPath)).map((path) => `${name} has two mounts at ${path}`),
    ...env.flatMap(({ name: variable, value = '' }) => {
      const path = /^@?(\/[^\s:]+)$/.exec(value)?.[1];
      return path === undefined || isMounted(workload, volumeMounts, path) ? [] : [`${variable} names ${path}, which no mount has`];
    }),
  ];
}

/** The innermost mount above the path; where its volume lists its files, the path is one of them. */
function isMounted({ spec: { volumes = [] } }: Workload, mounts: NonNullable<Container['volumeMounts']>, path: string): boolean {
  const [mount] = mounts.filter(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`)).sort((a, b) => b.mountPath.length - a.mountPath.length);
  if (mount === undefined) return false;
  const files = filesOf(volumes.find(({ name }) => name === mount.name));
  return files === undefined || files.includes(path.slice(mount.mountPath.length + 1));
}

/** Undefined: any. */
function filesOf(volume: Volume | undefined): readonly string[] | undefined {
  if (volume?.projected !== undefined) {
    return volume.projected.sources.flatMap(({ serviceAccountToken: token, secret, configMap, downwardAPI }) => [
      ...(token === undefined ? [] : [token.path]), ...[secret, configMap, downwardAPI].flatMap((source) => source?.items ?? []).map(({ path }) => path),
    ]);
  }
  return (volume?.secret?.items ?? volume?.configMap?.items)?.map(({ path }) => path);
}

export function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}
