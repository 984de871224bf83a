import { titleOf } from './pod.ts';
import type { ReleaseObjects } from './release.ts';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const serviceName = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const portName = /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

/** A pod of a StatefulSet has a label `NAME-` and ten characters, of 63 at most. */
const longestStatefulSet = 52;

/** Names and labels that Kubernetes refuses when it is given them: its schemas say nothing of their form. */
export function nameFindings(release: ReleaseObjects): readonly string[] {
  return [
    ...release.objects.flatMap((object) => {
      const { name, labels = {} } = object.metadata;
      const pattern = object.kind === 'Service' ? serviceName : label;
      const longest = object.kind === 'StatefulSet' ? longestStatefulSet : object.kind.startsWith('Cluster') ? 253 : 63;
      return [
        ...(pattern.test(name) && name.length <= longest ? [] : [`${titleOf(object)}: is no name for it (at most ${longest})`]),
        ...wrongValues(labels).map((key) => `${titleOf(object)}: the label ${key} has a wrong value`),
      ];
    }),
    ...release.workloads.flatMap(({ title, labels, spec, claims }) => [
      ...wrongValues(labels).map((key) => `the label ${key} of its pods has a wrong value`),
      ...[...(spec.volumes ?? []).map(({ name }) => name), ...claims].filter((name) => !label.test(name) || name.length > 63).map((name) => `${name} is no name for a volume`),
      ...spec.containers.flatMap(({ ports = [] }) => ports.map(({ name = '' }) => name).filter((name) => !portName.test(name) || name.length > 15).map((name) => `${name} is no name for a port`)),
    ].map((finding) => `${title}: ${finding}`)),
  ];
}

function wrongValues(labels: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(labels).filter(([, value]) => typeof value !== 'string' || !labelValue.test(value) || value.length > 63).map(([key]) => key);
}
