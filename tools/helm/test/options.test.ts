import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { serviceOf } from '@weir/data-plane/service';
import { parseModeSpec } from '@weir/mode-spec';
import type { Options } from '@weir/service';
import { environmentFindings } from './environment.ts';
import { cases, chart, objectsOf, root } from './weir-chart.ts';

async function load<T>(path: string): Promise<T> {
  return await import(pathToFileURL(`${root}${path}`).href) as T;
}

/** By path: apps export nothing for this. */
async function optionsOf(app: string): Promise<Options> {
  if (app === 'collector') return (await load<{ collectorService: { options: Options } }>('apps/collector/src/service.ts')).collectorService.options;
  if (app === 'cert-authority') return (await load<{ authorityService: { options: Options } }>('apps/cert-authority/src/service.ts')).authorityService.options;
  return serviceOf({ name: app, summary: '', mode: 'regular', examples: [] }).options;
}

/** The app of an image: `weir-regular:0.1.0` is regular's. */
function appOf(image: string): string {
  return /([a-z-]+):[^/]+$/.exec(image)![1]!.replace(/^weir-/, '');
}

test.each(cases)('$name values: every variable is an option of its app, with a value that it takes', async (chartCase) => {
  const findings: string[] = [];
  for (const { title, spec } of objectsOf(chartCase).workloads) {
    const { env = [], image } = spec.containers[0]!;
    findings.push(...environmentFindings(env, await optionsOf(appOf(image as string))).map((finding) => `${title}: ${finding}`));
  }
  expect(findings).toEqual([]);
});

test.each(cases)('$name values: every SPEC is of the mode that its app runs', (chartCase) => {
  for (const { spec } of objectsOf(chartCase).workloads) {
    const { env = [], image } = spec.containers[0]!;
    const specs = env.find(({ name }) => name === 'WEIR_MODE')?.value?.split(' ') ?? [];
    for (const one of specs) {
      const mode = /^ {2}mode: '(\w+)'/m.exec(readFileSync(`${root}apps/${appOf(image as string)}/src/main.ts`, 'utf8'))![1];
      expect(parseModeSpec(one)).toMatchObject({ mode, listen: { port: expect.any(Number) } });
    }
  }
});

test('values that set no variable by mistake: what the chart calls its own, it sets', () => {
  const { definitions } = chart.schema as { readonly definitions: { readonly chartsOwn: { readonly enum: readonly string[] } } };
  const set = new Set(cases.flatMap((one) => objectsOf(one).workloads.flatMap(({ spec }) => spec.containers[0]!.env!.map(({ name }) => name))));
  const more = new Set(cases.flatMap(({ values }) => JSON.stringify(values).match(/(?<="name":")[A-Z_]+(?=")/g) ?? []));
  const own = [...set].filter((name) => !more.has(name));
  expect(own.filter((name) => !definitions.chartsOwn.enum.includes(name))).toEqual([]);
  expect(definitions.chartsOwn.enum.filter((name) => !set.has(name)).sort()).toEqual(['WEIR_CA_TOKEN', 'WEIR_LISTEN_HOST', 'WEIR_LISTEN_PORT', 'WEIR_NATS_NKEY']);
});

test.each(cases)('$name values: the certificate authority takes its policy', async (chartCase) => {
  const { parsePolicy } = await load<{ parsePolicy(text: string, file: string, settings: { readonly never: readonly string[] }): { readonly callers: readonly { readonly name: string }[] } }>('apps/cert-authority/src/policy.ts');
  for (const policy of objectsOf(chartCase).ofKind('ConfigMap')) {
    const text = (policy['data'] as Readonly<Record<string, string>>)['policy.yaml']!;
    expect(parsePolicy(text, 'policy.yaml', { never: ['weir-cert-authority'] }).callers.map(({ name }) => name)).toContain('regular');
  }
});

test('the chart is of this version', () => {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { readonly version: string };
  expect(chart.metadata).toMatchObject({ apiVersion: 'v2', name: 'weir', version, appVersion: version, kubeVersion: '>=1.27.0-0' });
});
