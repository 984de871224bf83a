import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ReleaseObjects } from '../src/judge/release.ts';
import { volumeFindings } from '../src/judge/volumes.ts';
import { render } from '../src/chart/render.ts';
import type { Values } from '../src/chart/values.ts';
import { chart, rendered, root } from './weir-chart.ts';

const page = readFileSync(`${root}docs/kubernetes.md`, 'utf8');
const blocks = (language: string): string[] => [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, body]) => body!);
const commands = blocks('sh').flatMap((body) => body.trim().split('\n'));
const release = { name: 'weir', namespace: 'weir' };

/** `--set a.b=c` and `--set a={b,c}`, as helm reads them. */
function setValues(command: string): Values {
  const values: Record<string, unknown> = {};
  for (const [, path, text] of command.matchAll(/--set (\S+?)=(\S+)/g)) {
    const keys = path!.split('.');
    const last = keys.pop()!;
    const place = keys.reduce((at, key) => (at[key] ??= {}) as Record<string, unknown>, values);
    place[last] = text!.startsWith('{') ? text!.slice(1, -1).split(',') : text;
  }
  return values;
}

const install = commands.find((command) => command.startsWith('helm '))!;
const made = commands.flatMap((command) => {
  const name = /create secret generic (\S+)/.exec(command)?.[1];
  return name === undefined ? [] : [{ name, keys: [...command.matchAll(/--from-file=deploy\/secrets\/(\S+)/g)].map(([, key]) => key!) }];
});
const objects = new ReleaseObjects(render(chart, release, setValues(install)).manifests.map(({ object }) => object), {
  secrets: made.map(({ name }) => name), configMaps: ['kube-root-ca.crt', 'weir-authority'], clusterRoles: ['system:auth-delegator'],
});

test('the commands that install it make the Secrets that it wants, with their keys', () => {
  expect(volumeFindings(objects)).toEqual([]);
  const wanted = objects.workloads.flatMap(({ spec }) => (spec.volumes ?? []).flatMap(({ secret }) => (secret?.items ?? []).map(({ key }) => `${secret!.secretName} ${key}`)));
  expect([...new Set(wanted)].sort()).toEqual(made.flatMap(({ name, keys }) => keys.map((key) => `${name} ${key}`)).sort());
});

test('prepare.mjs makes the files that they take', () => {
  const users = [...readFileSync(`${root}deploy/nats.conf`, 'utf8').matchAll(/\{ user: (\w+),/g)].map(([, user]) => user);
  expect([...users, 'redact-key']).toEqual(expect.arrayContaining(made.flatMap(({ keys }) => keys)));
});

test.each(commands.filter((command) => !command.startsWith('node ')))('%s: names what is there', (command) => {
  expect(command).toMatch(/^(?:kubectl -n weir |kubectl create namespace weir$|helm -n weir install weir helm\/weir )/);
  const [, service, port] = /port-forward service\/(\S+) 8081:(\d+)/.exec(command) ?? [];
  if (service !== undefined) expect(objects.find('Service', service)).toMatchObject({ spec: { ports: [{ port: Number(port) }] } });
  const pod = /exec (\S+)-0 --/.exec(command)?.[1];
  if (pod !== undefined) expect(objects.workloads.map(({ name }) => name)).toContain(pod);
  const published = /get configmap (\S+)/.exec(command)?.[1];
  if (published !== undefined) expect(objects.workloads.flatMap(({ spec }) => spec.containers[0]!.env ?? [])).toContainEqual({ name: 'WEIR_CA_PUBLISH', value: published });
});

test('commands that notes print for this release are those of the page', () => {
  const notes = render(chart, release, {}).notes.split('\n').flatMap((line) => (line.startsWith('  kubectl ') ? [line.trim()] : []));
  expect(notes).toHaveLength(3);
  expect(commands).toEqual(expect.arrayContaining(notes));
});

test('the values that it shows are values', () => {
  for (const body of blocks('yaml')) {
    expect(rendered(parse(body) as Values).manifests.map(({ object }) => object.metadata.name)).toEqual(expect.arrayContaining(['weir-shop', 'weir-regular']));
  }
  expect(blocks('yaml')).toHaveLength(1);
});
