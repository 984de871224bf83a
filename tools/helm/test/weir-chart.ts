import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readChart } from '../src/chart/chart.ts';
import { render, type Rendered } from '../src/chart/render.ts';
import type { Values } from '../src/chart/values.ts';
import type { Workload } from '../src/judge/pod.ts';
import { ReleaseObjects, type Inputs } from '../src/judge/release.ts';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const folder = `${root}helm/weir`;
export const chart = readChart(folder);

/** The chart's own values, and those of ci/, with what must be there beside the release. */
export interface ChartCase {
  readonly name: string;
  /** As `helm install` is given them; undefined: none. */
  readonly file: string | undefined;
  readonly values: Values;
  readonly inputs: Inputs;
}

const auth = { clusterRoles: ['system:auth-delegator'] };

export const cases: readonly ChartCase[] = [
  { name: 'default', file: undefined, values: {}, inputs: { ...auth, secrets: ['weir-nats'], configMaps: ['kube-root-ca.crt', 'weir-authority'] } },
  chartCase('minimal', { clusterRoles: [], secrets: ['weir-ca'], configMaps: [] }),
  chartCase('full', {
    ...auth, configMaps: ['kube-root-ca.crt', 'weir-flows-authority'],
    secrets: ['images', 'weir-nats', 'weir-nats-collector', 'weir-nats-tls', 'weir-redact', 'weir-users', 'weir-api', 'weir-ca', 'weir-ca-passphrase', 'weir-extra'],
  }),
];

function chartCase(name: string, inputs: Inputs): ChartCase {
  const file = `${folder}/ci/${name}-values.yaml`;
  return { name, file, values: parse(readFileSync(file, 'utf8')) as Values, inputs };
}

export const release = { name: 'weir', namespace: 'traffic' };

export function rendered(values: Values = {}, name = release.name): Rendered {
  return render(chart, { ...release, name }, values);
}

export function objectsOf({ values, inputs }: Pick<ChartCase, 'values' | 'inputs'>): ReleaseObjects {
  return new ReleaseObjects(rendered(values).manifests.map(({ object }) => object), inputs);
}

/** The release's objects with these values, where nobody asks what is beside it. */
export function given(values: Values, name?: string): ReleaseObjects {
  return new ReleaseObjects(rendered(values, name).manifests.map(({ object }) => object), { secrets: [], configMaps: [], clusterRoles: [] });
}

/** One mode as values have it, with more. */
export function mode(more: Values = {}): Values {
  return { modes: { regular: more } };
}

/** The values of a workload's variables. */
export function variables({ spec }: Workload): ReadonlyMap<string, string | undefined> {
  return new Map((spec.containers[0]!.env ?? []).map(({ name, value }) => [name, value]));
}

export function workload(release: ReleaseObjects, name: string): Workload {
  const found = release.workloads.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no workload ${name} among ${release.workloads.map((one) => one.name).join(', ')}`);
  return found;
}
