import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestsOf, type KubernetesObject } from '../src/chart/render.ts';
import { cases, folder, release, rendered } from './weir-chart.ts';

const home = mkdtempSync(join(tmpdir(), 'weir-helm-'));
afterAll(() => rmSync(home, { recursive: true }));

/** The real program: without plugins, repositories or a cluster. */
function helm(...args: readonly string[]) {
  return spawnSync('helm', args, { encoding: 'utf8', timeout: 30_000, env: { PATH: process.env['PATH'], HOME: home, HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home, KUBECONFIG: join(home, 'none') } });
}

const isThere = helm('version', '--short').status === 0;
// skipped: helm is not on every machine; what this renderer writes is held to the same rules by manifests.test.ts there
const withHelm = isThere ? describe : describe.skip;

withHelm('beside helm itself', () => {
  test.each(cases)('$name values: the same objects', ({ file, values }) => {
    const { status, stdout, stderr } = helm('template', release.name, folder, '--namespace', release.namespace, ...(file === undefined ? [] : ['--values', file]));
    expect([status, stderr]).toEqual([0, '']);
    expect(sorted(manifestsOf('helm', stdout).map(({ object }) => object))).toEqual(sorted(rendered(values).manifests.map(({ object }) => object)));
  });

  test('lint has nothing against the chart', () => {
    const { status, stdout } = helm('lint', '--strict', folder);
    expect([status, /\[(?:ERROR|WARNING)\]/.exec(stdout)?.[0]]).toEqual([0, undefined]);
  });

  test.each([['collecter.enabled=false', 'collecter'], ['modes.regular.app=transparent', 'app'], ['modes.regular.replicas=-1', 'replicas']])('--set %s is refused', (value, word) => {
    const { status, stderr } = helm('template', release.name, folder, '--set', value);
    expect(status).not.toBe(0);
    expect(stderr).toContain(word);
  });
});

/** Helm writes in the order in which it installs. */
function sorted(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const key = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;
  return [...objects].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
